import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Ignored by git; for whoever wants to look. */
const folder = fileURLToPath(new URL('../../../coverage/console', import.meta.url));

/** How the console is looked at: each state of it has to fit into each of these windows. */
export const looks = [
  { name: 'light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'light' },
  { name: 'wide', viewport: { width: 3840, height: 2160 }, colorScheme: 'dark' },
  { name: 'right-to-left', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dutch', viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'nl-NL' },
] as const;

/** Makes the folder of the pictures. */
export async function makePictureFolder(): Promise<void> {
  await mkdir(folder, { recursive: true });
}

/** Where the picture of a state in one look goes. */
export function picturePath(state: string, look: string): string {
  return join(folder, `${state}-${look}.png`);
}
