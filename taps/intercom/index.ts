// tap-intercom: an Intercom workspace as Singer streams.
import configSchema from '../../schemas/config/tap-intercom.json' with { type: 'json' };
import type { TapIntercomConfig } from '../../schemas/config/tap-intercom.types.ts';
import { version } from '../../core/package.ts';
import { defineTap } from '../../core/tap.ts';
import { openIntercom, type IntercomApi } from './api.ts';
import { settings } from './settings.ts';
import { admins } from './streams/admins.ts';
import { companies } from './streams/companies.ts';
import { contactEvents } from './streams/contact-events.ts';
import { contacts } from './streams/contacts.ts';
import { conversationParts } from './streams/conversation-parts.ts';
import { conversations } from './streams/conversations.ts';
import { companyAttributes, contactAttributes } from './streams/data-attributes.ts';
import { companySegments, segments } from './streams/segments.ts';
import { tags } from './streams/tags.ts';
import { teams } from './streams/teams.ts';

/** The tap: its settings, its streams, and how it connects. */
export const tapIntercom = defineTap<TapIntercomConfig, IntercomApi>({
  about: {
    name: 'tap-intercom',
    description: 'Reads an Intercom workspace as Singer streams.',
    version,
    capabilities: ['discover', 'catalog', 'state', 'about', 'activate-version', 'structured-logging', 'test'],
    settings: configSchema,
  },
  streams: [
    admins,
    companies,
    companyAttributes,
    companySegments,
    contactAttributes,
    contacts,
    contactEvents,
    conversations,
    conversationParts,
    segments,
    tags,
    teams,
  ],
  settings,
  open: openIntercom,
});
