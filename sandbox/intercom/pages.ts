// Numbered pages: cut a list by `page` and `per_page`, and say where the next page is.
import { Problem } from './problem.ts';
import type { ApiRequest } from './route.ts';

const MAX_PER_PAGE = 60;

/** A slice of a list and the `pages` object that goes with it. */
export interface NumberedPage<T> {
  items: T[];
  pages: Record<string, unknown>;
}

/**
 * Cuts the page a request asks for. `next` is a link where `link` says so and in real payloads (after 2.11);
 * the description of the other lists wants an object there.
 */
export function numberedPage<T>(
  list: T[],
  request: ApiRequest,
  defaultPerPage: number,
  link: boolean,
): NumberedPage<T> {
  const page = positive(request.query['page'], 1, 'page');
  const per_page = Math.min(MAX_PER_PAGE, positive(request.query['per_page'], defaultPerPage, 'per_page'));
  const total_pages = Math.ceil(list.length / per_page);
  const pages = { type: 'pages', page, per_page, total_pages };
  const items = list.slice((page - 1) * per_page, page * per_page);
  if (page >= total_pages) return { items, pages: { ...pages, next: null } };
  const next =
    link || !request.version.bySpec
      ? nextLink(request, page + 1, per_page)
      : { page: page + 1, per_page, starting_after: null };
  return { items, pages: { ...pages, next } };
}

function nextLink({ origin, query, path }: ApiRequest, page: number, per_page: number): string {
  const parameters = new URLSearchParams({ ...query, per_page: String(per_page), page: String(page) });
  return `${origin}${path}?${parameters.toString()}`;
}

function positive(text: string | undefined, fallback: number, name: string): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Problem(400, 'parameter_invalid', `${name} must be a positive number`);
  return value;
}
