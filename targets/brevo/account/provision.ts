// Makes the account ready for a mapping: finds its lists, creates what is allowed to be created, refuses the rest by name.
import { ConfigError } from '../../../core/errors.ts';
import type { Log } from '../../../core/log.ts';
import { QUOTA } from '../../../vendors/brevo.ts';
import type { Fields } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { planAttributes, type AttributePlan } from '../mapping/plan-attributes.ts';
import { listsIn } from '../mapping/rules.ts';
import type { BrevoAccount } from './account.ts';
import type { AttributeOnAccount } from './attributes.ts';
import type { List } from './lists.ts';

/** Calls of the account that are made here. */
type Calls = Pick<
  BrevoAccount,
  'attributes' | 'createAttribute' | 'extendOptions' | 'lists' | 'folders' | 'createList' | 'createFolder'
>;

/** Options of multiple choices that are about to be used, by attribute. */
export type Options = ReadonlyMap<string, ReadonlySet<string>>;

/** What the account has, and what may be added to it. */
export class Provision {
  readonly #account: Calls;
  readonly #create: boolean;
  readonly #log: Log;
  readonly #lists: List[];
  #attributes: AttributeOnAccount[];

  private constructor(
    account: Calls,
    create: boolean,
    log: Log,
    found: { attributes: AttributeOnAccount[]; lists: List[] },
  ) {
    this.#account = account;
    this.#create = create;
    this.#log = log;
    this.#attributes = found.attributes;
    this.#lists = found.lists;
  }

  /** Reads attributes and lists; `create`: missing attributes may be created. @throws AuthError and ApiError */
  static async read(account: Calls, create: boolean, log: Log): Promise<Provision> {
    // One after the other: a refused key is then refused once.
    const attributes = await account.attributes();
    const lists = await account.lists();
    return new Provision(account, create, log, { attributes, lists });
  }

  /** The account's attributes and lists as text that changes when they do. */
  get fingerprint(): string {
    const attributes = this.#attributes.map(({ name, type }) => `${name}:${type}`).toSorted();
    return JSON.stringify([attributes, this.#lists.map(({ id, name }) => [id, name])]);
  }

  /**
   * What the mapping's attributes need of the account.
   * @throws ConfigError naming every attribute that is missing or of another type
   */
  check(mapping: Mapping, fields: Fields, options: Options = new Map()): AttributePlan {
    const plan = planAttributes(mapping, this.#attributes, { create: this.#create, fields, options });
    if (plan.problems.length > 0) throw new ConfigError(plan.problems.join('; '));
    return plan;
  }

  /** Creates attributes and adds options, as `check` has found them missing. @throws ApiError */
  async carryOut({ create, extend }: AttributePlan): Promise<void> {
    for (const attribute of create) {
      await this.#account.createAttribute(attribute);
      this.#log.info(`created the attribute ${attribute.name} (${attribute.type}) at Brevo`);
    }
    for (const { attribute, options } of extend) await this.#account.extendOptions(attribute, options);
    if (create.length + extend.length > 0) this.#attributes = await this.#account.attributes();
  }

  /**
   * The ids of the lists that the mapping names. Those that are missing are created where `create` and the mapping allow it.
   * @throws ConfigError naming the list that the account lacks
   */
  async lists(mapping: Mapping, create: boolean): Promise<Map<number | string, number>> {
    const ids = new Map<number | string, number>();
    for (const { list, text } of listsIn(mapping)) {
      const id = this.#find(list) ?? (await this.#add(list, text, mapping.listFolder, create));
      if (id !== undefined) ids.set(list, id);
    }
    return ids;
  }

  /** @throws ConfigError naming the list that is missing and may not be created */
  refuseMissingLists(mapping: Mapping): void {
    for (const { list, text } of listsIn(mapping))
      if (this.#find(list) === undefined) folderFor(list, text, mapping.listFolder);
  }

  #find(list: number | string): number | undefined {
    const same = this.#lists.filter(({ id, name }) => id === list || name === list);
    if (same.length > 1 && typeof list === 'string')
      throw new ConfigError(
        `the account has ${same.length} lists named "${list}" (${same.map(({ id }) => id).join(', ')}): name one by its id`,
      );
    return same[0]?.id;
  }

  async #add(
    missing: number | string,
    text: string,
    listFolder: string | undefined,
    create: boolean,
  ): Promise<number | undefined> {
    const folder = folderFor(missing, text, listFolder);
    const list = String(missing);
    if (!create) {
      this.#log.warn(`the list "${list}" would be created: who would enter it is not in this plan`);
      return undefined;
    }
    if (this.#lists.length >= QUOTA.lists)
      throw new ConfigError(
        `the list "${list}" cannot be created: Brevo allows ${QUOTA.lists} lists, and all are there`,
      );
    const folders = await this.#account.folders();
    const folderId =
      folders.find(({ name }) => name === folder)?.id ?? (await this.#account.createFolder(folder));
    const id = await this.#account.createList(list, folderId);
    this.#log.info(`created the list "${list}" (${id}) at Brevo`);
    this.#lists.push({ id, name: list, folderId });
    return id;
  }
}

/** The folder that a missing list is created in. @throws ConfigError where it may not be created */
function folderFor(list: number | string, text: string, folder: string | undefined): string {
  if (typeof list === 'string' && folder !== undefined) return folder;
  const how = typeof list === 'number' ? '' : ', or set create_lists and list_folder in the mapping file';
  throw new ConfigError(
    `the account has no list ${JSON.stringify(list)}, which "${text}" names: create it there${how}`,
  );
}
