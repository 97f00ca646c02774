// Tells notifications of other workspaces: an app has one address and one secret for all that have installed it.
import type { Connector } from '../connector.ts';
import { workspaceOf } from '../workspace.ts';
import type { Notification } from './notification.ts';

/** Whether a notification is of another workspace than the connector's; before a first sync nobody can tell. Warns once. */
export function foreignTo(
  connector: Pick<Connector, 'files'>,
  warn: (text: string) => void,
): (notification: Notification) => boolean {
  let own: string | undefined;
  let hasWarned = false;
  return ({ appId }) => {
    if (appId === undefined) return false;
    // It is noted once, and never changes.
    own ??= workspaceOf(connector)?.id_code;
    if (own === undefined || appId === own) return false;
    if (!hasWarned)
      warn(
        `webhooks: notifications of the workspace ${appId}, which is not the connector's (${own}), are not delivered`,
      );
    hasWarned = true;
    return true;
  };
}
