// Reads a byte stream to its end, held to a limit while it comes.

/** Where more than `limit` bytes come, the stream is cancelled and the error of `tooMany` thrown. Errors of the stream pass through. */
export async function drain(stream: ReadableStream<Uint8Array>, limit: number, tooMany: (received: number) => Error): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw tooMany(length);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
