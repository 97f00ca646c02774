// The figures of target-brevo, all of them on streams made of the same records.
import { incrementalFigures } from './brevo/incremental.ts';
import { planningFigures } from './brevo/planning.ts';
import { sendingFigures } from './brevo/sending.ts';
import { readTemplates } from './brevo/stream-file.ts';
import type { Figure } from './measure.ts';

/** Speed of planning, cost of an incremental run, and the rate of sending. */
export async function brevoFigures(quick: boolean): Promise<Figure[]> {
  const templates = await readTemplates();
  const figures: Figure[] = [];
  for (const measure of [planningFigures, incrementalFigures, sendingFigures])
    figures.push(...(await measure(quick, templates)));
  return figures;
}
