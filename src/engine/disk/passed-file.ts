// A file that passes everything on to another: what stands in front of a disk says only what it does differently. A class,
// for files come and go: each text file is a new one whenever it is written.
import type { ByteRange, DiskFile } from "../ports/disk.ts";

export class PassedFile implements DiskFile {
  constructor(protected readonly file: DiskFile) {}

  get name(): string {
    return this.file.name;
  }
  get sizeBytes(): number {
    return this.file.sizeBytes;
  }
  append(bytes: Uint8Array): void {
    this.file.append(bytes);
  }
  write(position: number, bytes: Uint8Array): void {
    this.file.write(position, bytes);
  }
  truncate(sizeBytes: number): void {
    this.file.truncate(sizeBytes);
  }
  read(position: number, length: number): Uint8Array | Promise<Uint8Array> {
    return this.file.read(position, length);
  }
  peek(position: number, length: number): Uint8Array | null {
    return this.file.peek(position, length);
  }
  dirtyRanges(): readonly ByteRange[] {
    return this.file.dirtyRanges();
  }
  residentBytes(): number {
    return this.file.residentBytes();
  }
}
