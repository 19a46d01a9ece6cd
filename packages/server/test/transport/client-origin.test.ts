import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClientOrigins } from '../../src/transport/client-origin.ts';

const proxies = ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8'];

/** Where a request comes from whose socket is of an address. */
function originOf(
  remoteAddress: string | undefined,
  headers: Readonly<Record<string, readonly string[]>> = {},
  { trusted = proxies, encrypted }: { readonly trusted?: readonly string[]; readonly encrypted?: boolean } = {},
): { readonly address: string | undefined; readonly isSecure: boolean } {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]]));
  return new ClientOrigins(trusted).of({ headersDistinct, socket: { remoteAddress, encrypted } });
}

function addressOf(remoteAddress: string, ...forwardedFor: readonly string[]): string | undefined {
  return originOf(remoteAddress, { 'x-forwarded-for': forwardedFor }).address;
}

describe('the address of a client', () => {
  it('is that of the socket, whatever the headers say, when no proxy is trusted or this is none', () => {
    const headers = { 'x-forwarded-for': ['203.0.113.9'], 'x-forwarded-proto': ['https'] };
    expect(originOf('127.0.0.1', headers, { trusted: [] })).toEqual({ address: '127.0.0.1', isSecure: false });
    expect(originOf('192.0.2.1', headers)).toEqual({ address: '192.0.2.1', isSecure: false });
    expect(originOf(undefined, headers)).toEqual({ address: undefined, isSecure: false });
  });

  it('is the right-most one that is no trusted proxy', () => {
    expect(addressOf('127.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf('127.0.0.1', '198.51.100.7, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
    expect(addressOf('10.9.9.9', '127.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf('fd00::7', '2001:db8::9')).toBe('2001:db8::9');
  });

  it('is not what the client itself wrote there, also in a header of its own', () => {
    expect(addressOf('127.0.0.1', '10.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf('127.0.0.1', '1.1.1.1', '10.0.0.1, 203.0.113.9')).toBe('203.0.113.9');
  });

  it('is the farthest one when all are trusted, and that of the proxy without a header', () => {
    expect(addressOf('127.0.0.1', '10.0.0.1, 10.0.0.2')).toBe('10.0.0.1');
    expect(addressOf('127.0.0.1')).toBe('127.0.0.1');
  });

  it('is that of the last trusted proxy when what it added is no address', () => {
    for (const odd of ['', 'unknown', '_hidden', '203.0.113.999', 'localhost', '203.0.113.9 ; DROP']) {
      expect(addressOf('127.0.0.1', odd)).toBe('127.0.0.1');
      expect(addressOf('127.0.0.1', `203.0.113.9, ${odd}, 10.0.0.1`)).toBe('10.0.0.1');
    }
  });

  it('is read with a port, in brackets, with a zone, and as IPv4 in IPv6', () => {
    expect(addressOf('::ffff:127.0.0.1', '203.0.113.9:4711')).toBe('203.0.113.9');
    expect(addressOf('127.0.0.1', '[2001:db8::9]:4711')).toBe('2001:db8::9');
    expect(addressOf('127.0.0.1', '::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(addressOf('127.0.0.1', 'fe80::1%eth0')).toBe('fe80::1');
  });

  it('is an address of the socket or of the headers, whatever they say', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (forwarded) => {
        const address = addressOf('127.0.0.1', forwarded.join(','));
        expect(address === '127.0.0.1' || forwarded.join(',').includes(address ?? '?')).toBe(true);
      }),
    );
  });
});

describe('whether a client speaks TLS', () => {
  it('is told by the socket, and by a trusted proxy', () => {
    expect(originOf('192.0.2.1', {}, { encrypted: true }).isSecure).toBe(true);
    expect(originOf('127.0.0.1', { 'x-forwarded-proto': ['https'] }).isSecure).toBe(true);
    expect(originOf('127.0.0.1', { 'x-forwarded-proto': ['https', 'http'] }).isSecure).toBe(false);
    expect(originOf('127.0.0.1').isSecure).toBe(false);
  });
});
