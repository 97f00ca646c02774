// tap-intercom as the contract suite sees it, over a sandbox.
import settings from '../../../schemas/config/tap-intercom.json' with { type: 'json' };
import { startSandbox } from '../../../sandbox/index.ts';
import { bin } from '../../support/spawn.ts';
import { TOKEN } from '../../support/tap.ts';
import type { TapSubject } from './session.ts';

const SIZES = {
  small: { contacts: 310, companies: 110, conversations: 60, parts: 4 },
  large: { contacts: 6000, companies: 0, conversations: 0 },
};
// A scroll that a killed run left open is free soon.
const COMMON = {
  until: Math.floor(Date.now() / 86_400_000 - 1) * 86_400,
  rateLimit: 0,
  scrollIdleSeconds: 1,
};

/** Its sources are sandboxes of their own. */
export const tapIntercom: TapSubject = {
  name: 'tap-intercom',
  command: bin('taps/intercom'),
  settings,
  secret: 'access_token',
  children: ['conversation_parts', 'contact_events'],
  open: async (size) => {
    const sandbox = await startSandbox({ ...SIZES[size], ...COMMON });
    const config = { access_token: TOKEN, base_url: sandbox.intercom };
    return { config, controls: sandbox.intercom, close: () => sandbox.close() };
  },
};
