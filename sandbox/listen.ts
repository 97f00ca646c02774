// Puts an app on a port of the loopback interface.
import { serve, type HttpBindings, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:port` */
  url: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Listens on `port`, or on a free one for 0; rejects when the port is taken. */
export function listen(app: Hono<{ Bindings: HttpBindings }>, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info) =>
      resolve({ url: `http://127.0.0.1:${info.port}`, close: () => shut(server) }),
    );
    server.once('error', reject);
  });
}

function shut(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
