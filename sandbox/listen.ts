// Puts an app on a port of the loopback interface.
import { serve, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Server } from 'node:http';

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
    ) as Server;
    server.once('error', reject);
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
