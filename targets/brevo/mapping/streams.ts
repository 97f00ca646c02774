// What becomes of each stream, as the mapping names them.
import { ConfigError } from '../../../core/errors.ts';
import { oneOf, type Layers } from './layers.ts';
import type { StreamPlan } from './mapping.ts';

/** The streams by name. @throws ConfigError where one lacks what its sink needs */
export function streamPlans(layers: Layers): Map<string, StreamPlan> {
  const written = layers.merged('streams');
  const plans = [...written.values()].map(({ name, value, at }): StreamPlan => {
    const { sink, key, contacts, on_contact: onContact, via, event } = value;
    if (sink === 'events' && !event)
      throw new ConfigError(`${at}: the stream "${name}" has the sink "events" and needs "event"`);
    if (sink === 'events' && contacts === undefined)
      throw new ConfigError(`${at}: the stream "${name}" has the sink "events" and needs "contacts"`);
    if (sink === 'related' && contacts === undefined && onContact === undefined && !via)
      throw new ConfigError(
        `${at}: the stream "${name}" needs "contacts", "on_contact" or "via": how it belongs to people`,
      );
    if (via) oneOf(via.stream, [...written.keys()], 'stream', at);
    return {
      name,
      sink,
      key,
      ...(contacts !== undefined && { contacts }),
      ...(onContact !== undefined && { onContact }),
      ...(via && { via }),
      ...(event && { event }),
    };
  });
  const people = plans.filter(({ sink }) => sink === 'contacts');
  if (people.length !== 1)
    throw new ConfigError(
      `${layers.at(['streams'])}: one stream must have the sink "contacts", and ${people.length === 0 ? 'none has' : `${people.map(({ name }) => name).join(', ')} have`}`,
    );
  return new Map(plans.map((plan) => [plan.name, plan]));
}
