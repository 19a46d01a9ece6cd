import { fileURLToPath } from 'node:url';

/** The folder of the checkout; absolute. */
export const checkoutDir = fileURLToPath(new URL('../..', import.meta.url));
