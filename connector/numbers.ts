// Numbers as people read them, in English.

const COUNT = new Intl.NumberFormat('en');

/** `12,345` */
export function count(n: number): string {
  return COUNT.format(n);
}

/** `1 contact`, `12,345 contacts` */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `43 %` of a share from 0 to 1. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
