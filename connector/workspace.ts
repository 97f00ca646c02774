// Whose a connector's folder is: the workspace that was read first, and no other after it.
import { ConfigError } from '../core/errors.ts';
import type { IntercomApi } from '../taps/intercom/api.ts';
import type { Connector } from './connector.ts';
import { keep, kept } from './state-file.ts';

/** A workspace of Intercom. Notifications name it by the same id, as their `app_id`. */
export interface Workspace {
  id_code: string;
  name?: string;
}

/** The workspace that the connector's folder is of; undefined where none was noted yet. @throws ConfigError where that cannot be read */
export function workspaceOf({ files }: Pick<Connector, 'files'>): Workspace | undefined {
  return kept(files.workspace, 'workspace') as Workspace | undefined;
}

/**
 * Notes whose the folder is, or makes sure of it: before anything is read or delivered, under the connector's lock. A token
 * that may not ask whose it is passes.
 * @throws ConfigError where the folder is of another workspace
 */
export async function claimWorkspace(
  connector: Connector,
  { workspace: { id_code, name } }: Pick<IntercomApi, 'workspace'>,
): Promise<void> {
  if (id_code === undefined) return;
  const workspace: Workspace = { id_code, ...(name !== undefined && { name }) };
  const noted = workspaceOf(connector);
  if (noted === undefined) return keep(connector.files.workspace, workspace);
  if (noted.id_code === id_code) return;
  throw new ConfigError(
    `${connector.name}: ${connector.folder} is of the workspace ${said(noted)}, and the access token of ${said(workspace)}: ` +
      'give this one a connector of another name, or move the folder away',
  );
}

const said = ({ id_code, name }: Workspace): string =>
  name === undefined ? id_code : `${name} (${id_code})`;
