// Companies: the scroll, the numbered list with its cap, and one by id.
import { companyRecord } from '../records/company.ts';
import { numberedPage } from '../pages.ts';
import { Problem } from '../problem.ts';
import type { ApiRequest, Route } from '../route.ts';
import type { CompaniesScroll } from '../scroll.ts';
import { keyIndex, sortKey } from '../search/engine.ts';
import { STATUS } from '../table.ts';
import type { Workspace } from '../workspace.ts';

const LIST_CAP = 10_000;

/** The routes under /companies. */
export function companyRoutes(
  workspace: Workspace,
  scroll: CompaniesScroll,
  onScrollRefused: () => void,
): Route[] {
  const list = listedByLastRequest(workspace);
  return [
    {
      method: 'GET',
      path: '/companies/scroll',
      scope: 'companies',
      answer: (request) => scrollPage(workspace, scroll, onScrollRefused, request),
    },
    {
      method: 'POST',
      path: '/companies/list',
      scope: 'companies',
      answer: (request) => listPage(workspace, list(), request),
    },
    {
      method: 'GET',
      path: '/companies/:id',
      scope: 'companies',
      answer: (request) => oneCompany(workspace, request),
    },
  ];
}

function scrollPage(
  workspace: Workspace,
  scroll: CompaniesScroll,
  onRefused: () => void,
  { query, version }: ApiRequest,
): unknown {
  try {
    const { companies, scroll_param } = scroll.page(query['scroll_param']);
    const data = companies.map(({ index, row }) => companyRecord(workspace, index, row, version));
    return { type: 'list', data, ...(!version.bySpec && { pages: null }), total_count: null, scroll_param };
  } catch (error) {
    if (error instanceof Problem && error.code === 'scroll_exists') onRefused();
    throw error;
  }
}

function listPage(workspace: Workspace, listed: number[], request: ApiRequest): unknown {
  const order = request.query['order'] ?? 'desc';
  if (order !== 'asc' && order !== 'desc')
    throw new Problem(400, 'parameter_invalid', 'order must be asc or desc');
  const { items, pages } = numberedPage(order === 'desc' ? listed : listed.toReversed(), request, 15, false);
  if ((Number(pages['page']) - 1) * Number(pages['per_page']) >= LIST_CAP)
    throw new Problem(400, 'bad_request', 'page limit reached, please use scroll API');
  const data = items.map((index) =>
    companyRecord(workspace, index, workspace.companies.indexedRow(index), request.version),
  );
  return { type: 'list', data, pages, total_count: listed.length };
}

function oneCompany(workspace: Workspace, { params, version }: ApiRequest): unknown {
  const index = workspace.companyIndex(params['id'] ?? '');
  if (index < 0) throw new Problem(404, 'company_not_found', 'Company Not Found');
  return companyRecord(workspace, index, workspace.companies.row(index), version);
}

/** Company indexes by last request, newest first; sorted anew only after a change. */
function listedByLastRequest(workspace: Workspace): () => number[] {
  const { companies } = workspace;
  let epoch = -1;
  let listed: number[] = [];
  return () => {
    if (epoch === companies.epoch) return listed;
    const status = companies.indexedColumn('status');
    const updated = companies.indexedColumn('updated_at');
    const keys: number[] = [];
    for (let index = 0; index < companies.size; index++)
      if (status[index] === STATUS.active) keys.push(sortKey(updated[index] ?? 0, index));
    listed = Array.from(Float64Array.from(keys).toSorted().toReversed(), keyIndex);
    epoch = companies.epoch;
    return listed;
  };
}
