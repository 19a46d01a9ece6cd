import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tokenLimits } from '../../src/tokens/token-request.ts';

const page = readFileSync(new URL('../../../protocol/PROTOCOL.md', import.meta.url), 'utf8');

it('PROTOCOL.md tells the bounds of session tokens as the code has them', () => {
  const { minTtlSeconds, maxTtlSeconds, defaultTtlSeconds, maxSessions, minSessionSeconds, maxSessionSeconds } =
    tokenLimits;
  const row = (name: string): string => page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  expect(row('ttl_seconds')).toMatch(
    new RegExp(`\\| ${minTtlSeconds}\\.\\.${maxTtlSeconds}: .* \\| ${defaultTtlSeconds} \\|$`),
  );
  expect(row('sessions')).toContain(`| 1..${maxSessions}: `);
  expect(row('max_session_seconds')).toContain(`| ${minSessionSeconds}..${maxSessionSeconds}: `);
});
