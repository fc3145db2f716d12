import { crc32, deflateRawSync } from 'node:zlib';

/** A file that is put into an archive. */
export interface ZippedFile {
  readonly name: string;
  readonly content: Uint8Array | string;
  /** APPNOTE 4.4.5; 8 (deflate) when not given, 0 is stored. */
  readonly method?: number;
  readonly isEncrypted?: boolean;
  /** The content is coded by the method already. */
  readonly isCoded?: boolean;
  /** Lengths stand behind the content: in a record with or without a signature, of four or eight bytes. */
  readonly descriptor?: 'signed' | 'unsigned' | 'signed64' | 'unsigned64';
  /** Lengths stand in an extra field of ZIP64. */
  readonly isZip64?: boolean;
}

/** A ZIP archive with its central directory reduced to its first signature. */
export function zipOf(...files: readonly ZippedFile[]): Buffer {
  return Buffer.concat([...files.map(memberOf), Buffer.from('PK\u0001\u0002'), Buffer.alloc(42)]);
}

function memberOf({ name, content, method = 8, isEncrypted, isCoded, descriptor, isZip64 }: ZippedFile): Buffer {
  const bytes = Buffer.from(content);
  const coded = method === 8 && isCoded !== true ? deflateRawSync(bytes) : bytes;
  const extra = isZip64 === true ? Buffer.alloc(20) : Buffer.alloc(0);
  if (isZip64 === true) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(bytes.length), 4);
    extra.writeBigUInt64LE(BigInt(descriptor === undefined ? coded.length : 0), 12);
  }
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE((isEncrypted === true ? 1 : 0) | (descriptor === undefined ? 0 : 8), 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(descriptor === undefined ? crc32(bytes) : 0, 14);
  const known = descriptor === undefined ? coded.length : 0;
  header.writeUInt32LE(isZip64 === true ? 0xffffffff : known, 18);
  header.writeUInt32LE(isZip64 === true ? 0xffffffff : descriptor === undefined ? bytes.length : 0, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  header.writeUInt16LE(extra.length, 28);
  const behind = descriptor === undefined ? [] : [descriptorOf(descriptor, bytes, coded.length)];
  return Buffer.concat([header, Buffer.from(name), extra, coded, ...behind]);
}

function descriptorOf(form: string, bytes: Uint8Array, codedBytes: number): Buffer {
  const isLong = form.endsWith('64');
  const record = Buffer.alloc(isLong ? 20 : 12);
  record.writeUInt32LE(crc32(bytes), 0);
  record.writeUInt32LE(codedBytes, 4);
  record.writeUInt32LE(bytes.length, isLong ? 12 : 8);
  return form.startsWith('signed') ? Buffer.concat([Buffer.from('PK\u0007\u0008'), record]) : record;
}
