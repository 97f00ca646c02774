// The page on which a person lets an app in, and the codes it hands out.
import { Hono } from 'hono';
import { html } from 'hono/html';
import { randomBytes } from 'node:crypto';

/** Codes that have been handed out and not been exchanged yet. */
export class AuthorisationCodes {
  readonly #seconds: number;
  readonly #until = new Map<string, number>();

  /** `seconds` is how long a code is good for. */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** A new code; like Intercom's it ends in `=`. */
  issue(): string {
    const code = `${randomBytes(16).toString('hex')}=`;
    this.#until.set(code, Date.now() + this.#seconds * 1000);
    return code;
  }

  /** Whether the code is good; it is not a second time. */
  spend(code: unknown): boolean {
    const until = this.#until.get(String(code)) ?? 0;
    this.#until.delete(String(code));
    return Date.now() < until;
  }
}

/** `GET /oauth?client_id&state&redirect_uri` asks; its form answers with `decision`, and leads back. */
export function consentPage(codes: AuthorisationCodes): Hono {
  const app = new Hono();
  app.get('/oauth', (c) => {
    const { client_id: client, redirect_uri: back = '' } = c.req.query();
    if (!client || !URL.canParse(back)) return c.text('client_id and redirect_uri are needed', 400);
    return c.html(
      html`<!doctype html>
        <title>Sandbox</title>
        <h1>May the app ${client} read the workspace Sandbox?</h1>
        <form method="post">
          <button name="decision" value="allow">Authorize access</button>
          <button name="decision" value="deny">Cancel</button>
        </form>`,
    );
  });
  app.post('/oauth', async (c) => {
    const { state = '', redirect_uri: back = '' } = c.req.query();
    const { decision } = await c.req.parseBody();
    const to = new URL(back);
    if (decision === 'allow') to.searchParams.set('code', codes.issue());
    else to.searchParams.set('error', 'access_denied');
    to.searchParams.set('state', state);
    return c.redirect(to.href, 303);
  });
  return app;
}
