// Edits of a discovered catalog, as an operator or an orchestrator makes them.
import type { Catalog, CatalogEntry } from '../../../core/protocol/catalog.ts';
import type { Row } from '../../../core/protocol/messages.ts';

/** A copy in which these streams are selected (all by default) and the others are not. */
export function selecting(catalog: Catalog, streams?: readonly string[]): Catalog {
  return edited(catalog, (entry) => {
    setMetadata(entry, [], { selected: streams?.includes(entry.tap_stream_id) ?? true });
  });
}

/** A copy with `metadata` added at one place of one stream. */
export function withMetadata(
  catalog: Catalog,
  stream: string,
  breadcrumb: readonly string[],
  metadata: Row,
): Catalog {
  return edited(catalog, (entry) => {
    if (entry.tap_stream_id === stream) setMetadata(entry, breadcrumb, metadata);
  });
}

/** The metadata at one place; undefined where the catalog has none. */
export function metadataAt(entry: CatalogEntry, breadcrumb: readonly string[]): Row | undefined {
  return entry.metadata?.find((one) => same(one.breadcrumb, breadcrumb))?.metadata;
}

/** The breadcrumb of a property path. */
export function breadcrumbOf(path: readonly string[]): string[] {
  return path.flatMap((name) => ['properties', name]);
}

function edited(catalog: Catalog, edit: (entry: CatalogEntry) => void): Catalog {
  const copy = structuredClone(catalog);
  for (const entry of copy.streams) edit(entry);
  return copy;
}

function setMetadata(entry: CatalogEntry, breadcrumb: readonly string[], metadata: Row): void {
  const found = metadataAt(entry, breadcrumb);
  if (found) Object.assign(found, metadata);
  else entry.metadata = [...(entry.metadata ?? []), { breadcrumb: [...breadcrumb], metadata }];
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\0') === b.join('\0');
