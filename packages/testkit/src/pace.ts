import type { TestClient } from './test-client.ts';

/** How audio is sent. */
export interface PaceOptions {
  /** Bytes of one message; default 3200, 100 ms. */
  readonly chunkBytes?: number;
  /** Times real time; default 1. */
  readonly speed?: number;
}

/** Sends audio at the pace a microphone has: each chunk at the moment its last sample would be spoken. */
export async function sendPaced(client: TestClient, samples: Int16Array, options: PaceOptions = {}): Promise<void> {
  const { chunkBytes = 3200, speed = 1 } = options;
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const startMs = performance.now();
  for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
    const dueMs = startMs + (offset + chunkBytes) / 32 / speed;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    void client.send(bytes.subarray(offset, offset + chunkBytes));
  }
}
