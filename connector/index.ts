// What TypeScript programs import from `intercom-brevo`.
export {
  createClient,
  type ConnectorClient,
  type BrevoOptions,
  type CallOptions,
  type Client,
  type ClientOptions,
  type ClientStatus,
  type ClientSyncOptions,
  type ConnectOptions,
  type SyncReport,
  type TestReport,
} from './client.ts';
export { ConnectorError, type ErrorCode } from './sdk-error.ts';
export type { Resource } from './connector.ts';
export type { Progress, StreamProgress } from './progress.ts';
export type { Finding } from './checks.ts';
export type { Handled, ReceivedNotification } from './webhooks/received.ts';

export { defineTap, runTap, type Tap, type TapApi, type TapRun, type TapSettings } from '../core/tap.ts';
export { tapCommand } from '../core/tap/command.ts';
export { defineTarget, runTarget, type Target } from '../core/target.ts';
export type { Destination, OpenDestination, Sink, SinkRecord, TargetSettings } from '../core/sink.ts';
export type { ChildStream, Page, ReadRequest, RootStream, Stream } from '../core/stream.ts';
export { runCommand, type Command, type CommandContext } from '../core/cli.ts';
export type { About } from '../core/about.ts';
export { RequestStats } from '../core/http/stats.ts';
export { createLog, type Log } from '../core/log.ts';
export { ApiError, AuthError, ConfigError, ExpectedError, ProtocolError } from '../core/errors.ts';
export { readMessages } from '../core/protocol/read.ts';
export { StreamOutput, type Output } from '../core/protocol/output.ts';
export { MessageWriter } from '../core/protocol/write.ts';
export type { Incoming } from '../core/protocol/incoming.ts';
export type {
  ActivateVersionMessage,
  JsonSchema,
  Message,
  RecordMessage,
  Row,
  SchemaMessage,
  StateMessage,
} from '../core/protocol/messages.ts';
