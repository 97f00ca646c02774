// Which of the tap's streams each resource stands for.
import type { Row } from '../core/protocol/messages.ts';
import type { Resource } from './connector.ts';

const STREAMS: Readonly<Record<Resource, readonly string[]>> = {
  contacts: ['contacts', 'contact_attributes', 'segments'],
  conversations: ['conversations', 'conversation_parts'],
  companies: ['companies', 'company_attributes', 'company_segments'],
  events: ['contact_events'],
  tags: ['tags'],
};

/** The streams of these resources. */
export function streamsOf(resources: Iterable<Resource>): string[] {
  return [...resources].flatMap((resource) => STREAMS[resource]);
}

/** The catalog that selects them, every field included. */
export function catalogOf(resources: Iterable<Resource>): Row {
  const streams = streamsOf(resources).map((stream) => ({
    tap_stream_id: stream,
    stream,
    metadata: [{ breadcrumb: [], metadata: { selected: true } }],
  }));
  return { streams };
}
