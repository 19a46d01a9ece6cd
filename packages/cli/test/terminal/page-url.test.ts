import { expect, it } from 'vitest';
import { pageUrl } from '../../src/terminal/page-url.ts';

it.each([
  ['ws://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ['wss://stt.example:8443', 'https://stt.example:8443/'],
  ['http://0.0.0.0:8081', 'http://127.0.0.1:8081/'],
  ['ws://[::]:8080', 'http://[::1]:8080/'],
])('the page of %s is at %s', (server, page) => {
  expect(pageUrl(server)).toBe(page);
  expect(pageUrl(server, 'steno_key')).toBe(`${page}#key=steno_key`);
});
