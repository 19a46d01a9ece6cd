import type { IncomingMessage } from 'node:http';
import type { Configuration } from '../config/configuration.ts';
import type { HttpAnswer } from '../gateway/http-answer.ts';
import { type ParsedRequest, parseRequest } from '../gateway/upgrade-request.ts';
import { ClientOrigins } from './client-origin.ts';
import { protectiveHeaders } from './protective-headers.ts';

/** The settings of how requests come in. */
export type TransportSettings = Pick<Configuration, 'trustedProxies' | 'hstsSeconds'>;

/** How requests come in, through which proxies, and what each answer is protected with: the same on all ports. */
export class Transport {
  readonly #origins: ClientOrigins;
  readonly #hstsSeconds: number;

  constructor({ trustedProxies, hstsSeconds }: TransportSettings) {
    this.#origins = new ClientOrigins(trustedProxies);
    this.#hstsSeconds = hstsSeconds;
  }

  /** Reads a request; its address is that of the client, not of a trusted proxy. Never throws. */
  parse(request: IncomingMessage): ParsedRequest {
    return parseRequest(request, this.#origins.of(request));
  }

  /** Whether an address, as the socket tells it, stands for many clients. */
  isProxy(address: string | undefined): boolean {
    return this.#origins.isTrusted(address);
  }

  /** The headers that an answer to a request has beside its own. */
  headersFor(request: IncomingMessage): HttpAnswer['headers'] {
    return protectiveHeaders(this.#origins.of(request).isSecure, this.#hstsSeconds);
  }
}
