// Sends notifications to the registered address: at once, or held back until they are asked for.
import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '../../dice.ts';
import type { Change } from '../mutations.ts';
import type { Workspace } from '../workspace.ts';
import { Notifications, signatureOf, type Notification } from './notification.ts';

/** Where notifications go. */
export interface Subscription {
  url: string;
  /** The app's client secret; `sandbox-client-secret` by default. */
  secret?: string;
  /** Changes are kept until `send` is asked for, as by a network that is slow. */
  hold?: boolean;
  /** What is not taken is sent once more after so long; Intercom waits a minute. */
  retry_seconds?: number;
}

/** How those that are held are sent. */
export interface Sending {
  order?: 'shuffled';
  /** How often each is sent. */
  times?: number;
  /** Signed with another secret. */
  secret?: string;
  at_once?: number;
  /** Further ones, of any topic. */
  notifications?: { topic: string; item?: unknown; created_at?: number }[];
}

/** Notifications by how they were answered, as `200`, or `lost` where nobody answered. */
export type Answers = Record<string, number>;

/** The address cannot be used, or there is none. */
export class SubscriptionError extends Error {}

const SECRET = 'sandbox-client-secret';
const AT_ONCE = 20;
/** Intercom waits no longer for an answer. */
const TIMEOUT_MS = 5000;

/** The webhooks of a workspace. */
export class Webhooks {
  readonly #notifications: Notifications;
  #subscription: Subscription | undefined;
  #held: Notification[] = [];
  #answers: Answers = {};
  #underWay = 0;

  constructor(workspace: Workspace) {
    this.#notifications = new Notifications(workspace);
  }

  /** Takes an address into use, as Intercom does when it is saved: it has to answer HEAD. Throws SubscriptionError. */
  async subscribe(subscription: Subscription): Promise<void> {
    const { url } = subscription;
    const answer = await fetch(url, { method: 'HEAD' }).catch(() => undefined);
    if (!answer?.ok) throw new SubscriptionError(`${url} answered ${answer?.status ?? 'nothing'} to HEAD`);
    this.#subscription = subscription;
    this.#answers = {};
    this.#held = [];
  }

  /** Hears of changes. */
  tell(changes: readonly Change[]): void {
    if (!this.#subscription) return;
    const made = changes.map((change) => this.#notifications.of(change));
    if (this.#subscription.hold === true) this.#held.push(...made);
    else void this.#sendAll(made, {});
  }

  /** Sends what is held, and what is asked for; resolves when all are answered, repetitions aside. Throws SubscriptionError. */
  async send(sending: Sending): Promise<Answers> {
    const { times = 1, order, notifications = [] } = sending;
    const held = this.#held.splice(0);
    const made = notifications.map(({ topic, item, created_at }) =>
      this.#notifications.make(topic, item, created_at),
    );
    const all = Array.from({ length: times }, () => [...held, ...made]).flat();
    return this.#sendAll(order === 'shuffled' ? shuffled(all) : all, sending);
  }

  report(): { held: number; under_way: number; answers: Answers } {
    return { held: this.#held.length, under_way: this.#underWay, answers: { ...this.#answers } };
  }

  async #sendAll(all: Notification[], { secret, at_once = AT_ONCE }: Sending): Promise<Answers> {
    const subscription = this.#subscription;
    if (!subscription) throw new SubscriptionError('nobody has subscribed');
    const answers: Answers = {};
    const waiting = [...all];
    this.#underWay += all.length;
    const worker = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const answer = await post(subscription, one, secret);
        answers[answer] = (answers[answer] ?? 0) + 1;
        this.#count(answer);
        if (!answer.startsWith('2')) void this.#repeat(subscription, one, secret);
      }
    };
    await Promise.all(Array.from({ length: at_once }, worker));
    return answers;
  }

  async #repeat(subscription: Subscription, one: Notification, secret?: string): Promise<void> {
    this.#underWay += 1;
    await sleep((subscription.retry_seconds ?? 60) * 1000, undefined, { ref: false });
    this.#count(await post(subscription, one, secret));
  }

  #count(answer: string): void {
    this.#answers[answer] = (this.#answers[answer] ?? 0) + 1;
    this.#underWay -= 1;
  }
}

async function post(subscription: Subscription, { body }: Notification, secret?: string): Promise<string> {
  const signature = signatureOf(secret ?? subscription.secret ?? SECRET, body);
  try {
    const answer = await fetch(subscription.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'intercom-parrot-service-client/1.0',
        'x-hub-signature': signature,
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.arrayBuffer();
    return String(answer.status);
  } catch {
    return 'lost';
  }
}

function shuffled<T>(items: T[]): T[] {
  const dice = new Dice(items.length);
  return items
    .map((item) => ({ item, place: dice.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
