// The table of docs/webhooks.md, made from the topics that the receiver knows.
import { ALIASES, topicOf, TOPICS, type Reaction, type TopicRow } from '../connector/webhooks/topics.ts';

const WHAT: Record<Reaction, (row: TopicRow) => string> = {
  read: ({ about }) => `${about.join(' and ')} read again`,
  gone: ({ about }) =>
    about.includes('contacts') ? '`on_delete` says what becomes of the contact' : 'counts no more',
  back: () => 'the contact is there again, and read',
  merged: () => 'the record at Brevo becomes that of the contact that is left, which is read again',
};

/** Topics with their other names, and what is done about each. */
export function topicsTable(): string {
  const rows = TOPICS.map((row) => {
    const others = Object.keys(ALIASES).filter((alias) => topicOf(alias) === row);
    const names = [...row.topics, ...others].map((topic) => `\`${topic}\``);
    return `| ${names.join(', ')} | ${WHAT[row.reaction](row)} |`;
  });
  return ['| topics | what is done |', '| --- | --- |', ...rows].join('\n');
}
