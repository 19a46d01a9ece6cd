import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { parseAddressBlock } from '../config/address-block.ts';

/** Where a request comes from. */
export interface ClientOrigin {
  /** The address of the client, as far as it can be known; undefined when the connection is gone. */
  readonly address: string | undefined;
  /** True when the client speaks TLS, with this server or with a proxy that is trusted. */
  readonly isSecure: boolean;
}

/** What of a request tells where it comes from. */
export type OriginRequest = Pick<IncomingMessage, 'headersDistinct'> & {
  readonly socket: { readonly remoteAddress?: string | undefined; readonly encrypted?: unknown };
};

/** Says where requests come from, through the proxies that are trusted and none else. */
export class ClientOrigins {
  readonly #trusted: BlockList | undefined;

  /**
   * @param trustedProxies - addresses and CIDR blocks.
   * @throws TypeError for something else.
   */
  constructor(trustedProxies: readonly string[]) {
    if (trustedProxies.length === 0) return;
    this.#trusted = new BlockList();
    for (const text of trustedProxies) {
      const block = parseAddressBlock(text);
      if (block === undefined) throw new TypeError(`${text} is no IP address and no CIDR block`);
      this.#trusted.addSubnet(block.address, block.prefixBits, block.family);
    }
  }

  /**
   * Each proxy adds the address it got a request from on the right. So from the right, the first address that is no trusted
   * proxy is the client; what stands left of it is the client's own word. A trusted proxy that adds something else than an
   * address is taken for the client.
   */
  of({ headersDistinct, socket }: OriginRequest): ClientOrigin {
    const isEncrypted = socket.encrypted === true;
    const { remoteAddress } = socket;
    if (!this.isTrusted(remoteAddress)) return { address: remoteAddress, isSecure: isEncrypted };
    let address = remoteAddress;
    for (const text of valuesOf(headersDistinct['x-forwarded-for']).reverse()) {
      const before = addressIn(text);
      if (before === undefined) break;
      address = before;
      if (!this.isTrusted(before)) break;
    }
    const protocol = valuesOf(headersDistinct['x-forwarded-proto']).at(-1);
    return { address, isSecure: isEncrypted || protocol?.toLowerCase() === 'https' };
  }

  /** Whether an address is that of a trusted proxy. */
  isTrusted(address: string | undefined): boolean {
    const plain = address === undefined ? undefined : addressIn(address);
    if (plain === undefined || this.#trusted === undefined) return false;
    return this.#trusted.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  }
}

/** The values of a header that may have come several times, with commas between those of one. */
function valuesOf(lines: readonly string[] | undefined): string[] {
  return (lines ?? []).flatMap((line) => line.split(',')).map((value) => value.trim());
}

/** An address without what some proxies put around it: a port, brackets, a zone, the IPv6 form of an IPv4 address. */
function addressIn(text: string): string | undefined {
  const [, bracketed] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  const [bare = ''] = (bracketed ?? withPort ?? text).split('%');
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1];
  const plain = mapped ?? bare;
  return isIPv4(plain) || isIPv6(plain) ? plain : undefined;
}
