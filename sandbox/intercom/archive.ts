// Archives a custom data attribute, as somebody does in the settings of a workspace: lists leave it out from then on.
import { dataAttributes } from './records/directory.ts';
import { DEFAULT_VERSION } from './api-version.ts';
import type { Workspace } from './workspace.ts';

/** Which attribute: its model and its name. */
export interface ArchiveRequest {
  model?: string;
  attribute?: string;
}

/** There is no such custom attribute. */
export class ArchiveError extends Error {}

/** Archives the attribute and says which one it was; throws ArchiveError. */
export function archive(workspace: Workspace, { model, attribute }: ArchiveRequest): { archived: string } {
  if (model !== 'contact' && model !== 'company') throw new ArchiveError('model must be contact or company');
  const known = dataAttributes(workspace, model, true, DEFAULT_VERSION);
  if (!known.some(({ custom, name }) => custom === true && name === attribute))
    throw new ArchiveError(`${model} has no custom attribute ${attribute}`);
  const archived = `${model}.${attribute}`;
  workspace.archivedAttributes.add(archived);
  return { archived };
}
