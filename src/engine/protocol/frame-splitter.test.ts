import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameSizeError, FrameSplitter } from "./frame-splitter.ts";

function framed(bodies: readonly Uint8Array[]): Uint8Array {
  const parts = bodies.flatMap((body) => {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setInt32(0, body.length);
    return [size, body];
  });
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

test("any bodies in any pieces come out whole and in order", () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 30, size: "max" }), { maxLength: 8 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 12 })), (sent, pieces) => {
      const stream = framed(sent);
      const received: number[][] = [];
      const splitter = new FrameSplitter(100, (frame) => received.push([...frame]));
      let at = 0;
      for (let i = 0; at < stream.length; i++) {
        const size = pieces.length === 0 ? stream.length : pieces[i % pieces.length]!;
        splitter.push(stream.subarray(at, at + size));
        at += size;
      }
      expect(received).toEqual(sent.map((body) => [...body]));
      expect(splitter.pendingBytes).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test("an unfinished frame is held back", () => {
  const received: Uint8Array[] = [];
  const splitter = new FrameSplitter(100, (frame) => received.push(frame));
  splitter.push(framed([Uint8Array.of(1, 2, 3)]).subarray(0, 6));
  expect(received).toEqual([]);
  expect(splitter.pendingBytes).toBe(6);
});

test.each([
  ["negative", [0xff, 0xff, 0xff, 0xff]],
  ["too large", [0, 0, 0, 101]],
  ["an HTTP request", [...new TextEncoder().encode("GET / HTTP/1.1")]],
])("a length that is %s is refused before anything is collected", (_, bytes) => {
  const whole = new FrameSplitter(100, () => expect.unreachable());
  expect(() => whole.push(Uint8Array.from(bytes))).toThrow(FrameSizeError);
  const piecewise = new FrameSplitter(100, () => expect.unreachable());
  expect(() => {
    for (const byte of bytes) piecewise.push(Uint8Array.of(byte));
  }).toThrow(FrameSizeError);
});

test("the largest allowed frame passes, and an empty one", () => {
  const received: number[] = [];
  const splitter = new FrameSplitter(100, (frame) => received.push(frame.length));
  splitter.push(framed([new Uint8Array(100), new Uint8Array(0)]));
  expect(received).toEqual([100, 0]);
});
