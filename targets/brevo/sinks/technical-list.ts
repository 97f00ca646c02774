// The list that imports of contacts who belong on none have to name; it goes when they are done.
import type { BrevoAccount } from '../account/account.ts';

/** The calls that it takes. */
export type TechnicalListCalls = Pick<
  BrevoAccount,
  'lists' | 'folders' | 'createList' | 'createFolder' | 'deleteList'
>;

const NAME = 'target-brevo import';

/** Created when it is first needed. */
export class TechnicalList {
  readonly #account: TechnicalListCalls;
  #id: number | undefined;

  constructor(account: TechnicalListCalls) {
    this.#account = account;
  }

  /** Its id; one that a killed run left behind will do. @throws AuthError, ApiError */
  async id(): Promise<number> {
    this.#id ??= (await this.#find()) ?? (await this.#create());
    return this.#id;
  }

  /** Deletes it; nobody is harmed by that. @throws AuthError, ApiError */
  async remove(): Promise<void> {
    if (this.#id !== undefined) await this.#account.deleteList(this.#id);
    this.#id = undefined;
  }

  /** Deletes the one that an earlier run has left behind. @throws AuthError, ApiError */
  async removeLeft(): Promise<void> {
    this.#id = await this.#find();
    await this.remove();
  }

  async #find(): Promise<number | undefined> {
    return (await this.#account.lists()).find(({ name }) => name === NAME)?.id;
  }

  async #create(): Promise<number> {
    const [folder] = await this.#account.folders();
    return this.#account.createList(NAME, folder?.id ?? (await this.#account.createFolder(NAME)));
  }
}
