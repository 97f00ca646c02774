// What the two sides of a connector are called.
import type { VendorName } from './sync-result.ts';

/** As the vendors write themselves. */
export const VENDORS: Record<VendorName, string> = { intercom: 'Intercom', brevo: 'Brevo' };
