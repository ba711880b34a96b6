import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Decode, utf8Encode } from "../base/utf8.ts";
import { ArchiveError } from "./archive-error.ts";
import { BLOCK_BYTES } from "./tar-format.ts";
import { readTar } from "./tar-reader.ts";
import { type TarSource, tarBytes, writeTar } from "./tar-writer.ts";

const source = (name: string, text: string | Uint8Array): TarSource => {
  const bytes = typeof text === "string" ? utf8Encode(text) : text;
  return { name, sizeBytes: bytes.length, content: () => [bytes] };
};

async function pack(...files: TarSource[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTar(files, 1_700_000_000_000)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function list(tar: Uint8Array, pieceBytes = 1000): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const entry of readTar(pieces(tar, pieceBytes))) {
    const content: Uint8Array[] = [];
    for await (const bytes of entry.content()) content.push(bytes.slice());
    found[entry.name] = utf8Decode(Buffer.concat(content));
  }
  return found;
}

function* pieces(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** Puts the checksum of the header at `at` right again. */
function sealed(tar: Uint8Array, change: (tar: Uint8Array) => void, at = 0): Uint8Array {
  const changed = tar.slice();
  change(changed);
  changed.fill(0x20, at + 148, at + 156);
  const sum = changed.subarray(at, at + BLOCK_BYTES).reduce((total, byte) => total + byte, 0);
  changed.set(utf8Encode(`${sum.toString(8).padStart(6, "0")}\0 `), at + 148);
  return changed;
}

async function refusal(tar: Uint8Array): Promise<string> {
  try {
    await list(tar);
  } catch (error) {
    if (error instanceof ArchiveError) return error.kind;
    throw error;
  }
  return "none";
}

const LONG = `${"a-very-long-directory-name/".repeat(12)}00000000000000000000.log`;
const DEEP = `broker-1/${"t".repeat(249)}-0/00000000000000000000.timeindex`;

test("what is written is read, in pieces of any length", async () => {
  const files = { "a/b.log": "hello", empty: "", [LONG]: "long", [DEEP]: "deep", "가/나": "다" };
  const tar = await pack(...Object.entries(files).map(([name, text]) => source(name, text)));
  for (const length of [1, 511, 512, 100_000]) expect(await list(tar, length)).toEqual(files);
  expect(tar.length % BLOCK_BYTES).toBe(0);
  expect(tarBytes(Object.entries(files).map(([name, text]) => source(name, text)))).toBe(tar.length);
});

test("any names and contents", async () => {
  const name = fc.array(fc.stringMatching(/^[\w가-힣.-]{1,90}$/), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, fc.string()), { maxLength: 5 }),
      fc.nat(2000),
      async (all, length) => {
        const files = Object.fromEntries(
          all
            .map(([parts, text]) => [parts.join("/"), utf8Decode(utf8Encode(text))] as const)
            .filter(([path]) => !path.split("/").some((part) => part === "." || part === "..")),
        );
        const tar = await pack(...Object.entries(files).map(([path, text]) => source(path, text)));
        if (Object.keys(files).length > 0) expect(await list(tar, length + 1)).toEqual(files);
      },
    ),
    { numRuns: 100 },
  );
});

describe("the tar command of the system", () => {
  const inDirectory = (work: (directory: string) => void | Promise<void>) => async () => {
    const directory = mkdtempSync(join(tmpdir(), "samsa-tar-"));
    try {
      await work(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };

  test(
    "unpacks what we write",
    inDirectory(async (directory) => {
      writeFileSync(join(directory, "x.tar"), await pack(source("a/b.log", "hello"), source(DEEP, "deep")));
      execFileSync("tar", ["xf", "x.tar"], { cwd: directory });
      expect(readFileSync(join(directory, "a/b.log"), "utf8")).toBe("hello");
      expect(readFileSync(join(directory, DEEP), "utf8")).toBe("deep");
    }),
  );

  test.each(["gnu", "ustar", "pax"])("writes %s, which we read", (format) =>
    inDirectory(async (directory) => {
      const name = format === "ustar" ? "short" : "x".repeat(200);
      execFileSync("mkdir", ["-p", join(directory, "logs", "orders-0")]);
      writeFileSync(join(directory, "logs", "orders-0", name), "content");
      const made = execFileSync("tar", [`--format=${format}`, "-cf", "-", "./logs"], { cwd: directory });
      expect(await list(made)).toEqual({ [`logs/orders-0/${name}`]: "content" });
    })(),
  );
});

describe("hostile and broken archives", () => {
  const rename = (name: string) => async (): Promise<Uint8Array> =>
    sealed(await pack(source("x".repeat(name.length), "content")), (tar) => tar.set(utf8Encode(name)));

  test.each(["../x", "/etc/passwd", "a/../../x", "..", "C:/x", "a\\b", "a\nb"])(
    "the name %j is refused",
    async (name) => {
      expect(await refusal(await rename(name)())).toBe("unsafe-name");
    },
  );

  test("also in a pax record, and in GNU's long names", async () => {
    const long = `${"x".repeat(150)}/${"y".repeat(150)}`;
    const tar = Buffer.from(await pack(source(long, "content")));
    const at = tar.indexOf("path=") + 5;
    tar.write("../", at);
    expect(await refusal(tar)).toBe("unsafe-name");
    const name = `/${"z".repeat(120)}`;
    const gnu = Buffer.concat([
      sealed(await pack(source("././@LongLink", name)), (header) => {
        header[156] = "L".charCodeAt(0);
      }).subarray(0, 2 * BLOCK_BYTES),
      await pack(source("short", "content")),
    ]);
    expect(await refusal(gnu)).toBe("unsafe-name");
  });

  test("cut anywhere, it is truncated", async () => {
    const tar = await pack(source("a", "hello"), source(LONG, "x".repeat(2000)));
    for (let length = 1; length < tar.length - BLOCK_BYTES; length += 97) {
      expect(await refusal(tar.subarray(0, length))).toBe(length < BLOCK_BYTES ? "no-tar" : "truncated");
    }
  });

  test("a flipped bit in any header is noticed", async () => {
    const tar = await pack(source("a", "hello"));
    for (let at = 0; at < BLOCK_BYTES; at += 7) {
      const changed = tar.slice();
      changed[at]! ^= 0x10;
      expect(["damaged", "no-tar"]).toContain(await refusal(changed));
    }
  });

  test("sizes that cannot be", async () => {
    const tar = await pack(source("a", "hello"));
    const sized = (size: string | number[]): Uint8Array =>
      sealed(tar, (bytes) => {
        bytes.fill(0, 124, 136);
        bytes.set(typeof size === "string" ? utf8Encode(size) : size, 124);
      });
    expect(await refusal(sized("77777777777"))).toBe("truncated");
    expect(await refusal(sized("-1"))).toBe("damaged");
    expect(
      await refusal(sized([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
    ).toBe("too-large");
    expect(await refusal(sized([0x80, 0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0]))).toBe("truncated");
  });

  test.each(["1", "2", "3", "4", "6", "S"])("entries of type %s are not followed", async (type) => {
    const tar = sealed(await pack(source("link", "")), (bytes) => {
      bytes[156] = type.charCodeAt(0);
    });
    expect(await refusal(tar)).toBe("unsupported");
  });

  test("something else altogether", async () => {
    expect(await refusal(new Uint8Array(0))).toBe("no-tar");
    expect(await refusal(new Uint8Array(10_240))).toBe("no-tar");
    expect(await refusal(utf8Encode("PK\u0003\u0004".repeat(500)))).toBe("no-tar");
  });

  test("a pax header that is nonsense, or enormous", async () => {
    const pax = async (content: string): Promise<Uint8Array> =>
      sealed(await pack(source("pax", content)), (bytes) => {
        bytes[156] = "x".charCodeAt(0);
      });
    for (const content of ["path=x\n", "99 path=x\n", "9 path=x", "10 pathxx\n", "-1 a=b\n"]) {
      expect(await refusal(await pax(content))).toBe("damaged");
    }
    expect(await refusal(await pax("x".repeat(2_000_000)))).toBe("too-large");
    expect(await refusal(await pax("26 size=99999999999999999\n"))).toBe("too-large");
  });
});

test("a source that is not as long as it said fails the archive", async () => {
  const short: TarSource = { name: "a", sizeBytes: 10, content: () => [new Uint8Array(9)] };
  await expect(pack(short)).rejects.toMatchObject({ kind: "changed" });
});
