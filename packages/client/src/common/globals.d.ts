/*
 * What browsers and Node both have and the language itself does not: as much of it as the neutral code uses, so that it
 * compiles with the types of neither.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare const AbortController: { new (): AbortController };

interface URLSearchParams {
  set(name: string, value: string): void;
}

interface URL {
  readonly host: string;
  protocol: string;
  pathname: string;
  hash: string;
  username: string;
  password: string;
  readonly href: string;
  readonly searchParams: URLSearchParams;
}

declare const URL: { new (url: string): URL; canParse(url: string): boolean };

interface ReadableStream<R = unknown> {
  readonly locked: boolean;
  cancel(reason?: unknown): Promise<void>;
  readonly [Symbol.toStringTag]?: R;
}

interface WritableStreamDefaultController {
  error(reason?: unknown): void;
}

interface WritableStream<W = unknown> {
  readonly locked: boolean;
  abort(reason?: unknown): Promise<void>;
  close(): Promise<void>;
  readonly [Symbol.toStringTag]?: W;
}

declare const WritableStream: {
  new <W>(
    sink: {
      start(controller: WritableStreamDefaultController): void;
      write(chunk: W): Promise<void>;
      close(): Promise<void>;
      abort(reason: unknown): void;
    },
    strategy: { readonly highWaterMark: number },
  ): WritableStream<W>;
};
