// What Brevo refused, with the reason and what to do; records that share both stand together.
import type { RejectShown, SyncResult } from '../sync-result.ts';
import { html, type Html, type Part } from '../html.ts';
import { count, counted } from '../numbers.ts';
import { section } from './section.ts';

/** Undefined where nothing waits. */
export function refusals({ rejects, brevo }: SyncResult): Html | undefined {
  const waiting = brevo.rejects_waiting;
  if (waiting === 0) return undefined;
  const intro = html`<p>
    ${counted(waiting, 'record')} of this and earlier syncs ${waiting === 1 ? 'waits' : 'wait'} in the rejects
    file; nobody else is held up. Mend what is said here, then <code>intercom-brevo rejects replay</code>.
    ${rejects.length < waiting && `The first ${count(rejects.length)} are shown.`}
  </p>`;
  return section(
    'refused',
    'Refused by Brevo',
    intro,
    html`<ul class="refusals">
      ${Array.from(byReason(rejects).values(), group)}
    </ul>`,
  );
}

function byReason(rejects: readonly RejectShown[]): Map<string, RejectShown[]> {
  const groups = new Map<string, RejectShown[]>();
  for (const reject of rejects) {
    const reason = JSON.stringify([reject.reason, reject.hint]);
    groups.set(reason, [...(groups.get(reason) ?? []), reject]);
  }
  return groups;
}

function group(rejects: RejectShown[]): Part {
  const [first] = rejects;
  if (!first) return undefined;
  const keys = rejects.map(
    ({ stream, key }) =>
      html`<li>
        <code><bdi>${stream} ${key}</bdi></code>
      </li>`,
  );
  return html`<li>
    <p><strong>${first.reason}</strong></p>
    <p>${first.hint}</p>
    ${
      keys.length === 1
        ? html`<ul class="soft">
            ${keys}
          </ul>`
        : html`<details>
            <summary>${counted(keys.length, 'record')}</summary>
            <ul>
              ${keys}
            </ul>
          </details>`
    }
  </li> `;
}
