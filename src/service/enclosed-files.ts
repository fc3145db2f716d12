import { fileKindOf } from '../detect/content/file-kind.ts';
import { type ContentSink, openContent } from '../detect/content/open-content.ts';
import { declaredBoundary, nameIn } from '../detect/fields/multipart-place.ts';
import { shownName } from '../detect/fields/shown-name.ts';
import { Base64Stream } from '../detect/formats/base64-stream.ts';
import { MultipartReader, partField } from '../detect/formats/multipart-reader.ts';
import { ZipReader } from '../detect/formats/zip-reader.ts';
import type { TextStream } from '../model/ports.ts';
import { FileBudget } from './file-budget.ts';
import { FileQueue } from './file-queue.ts';
import { type EnclosedFile, joinPath, nameInside, type Reading, type Subject } from './reading.ts';

/** Archives and messages of several parts one inside the other; what is compressed further inside is not opened. */
const MAX_DEPTH = 4;

/** Files of one archive that are opened, and one more for each 256 bytes of it: opening one costs some 20 µs. */
const FREE_FILES = 256;
const BYTES_PER_FILE = 256;

const MULTIPART = /^\s*multipart\//i;
/** Types that say nothing about what is inside. */
const VAGUE_TYPE =
  /^\s*(?:application\/(?:octet-stream|x-?(?:gzip|zip|compress)[^;]*|gzip|zip|zstd|zlib|x-zstd|binary)|binary\/)/i;
/** Brotli has no magic: the name says it. */
const BROTLI_NAME = /filename\*?=[^\r\n;]*\.br"?[ \t]*(?:[\r\n;]|$)/i;

/** A text that may hold files. */
export interface FileHolder {
  readonly reading: Reading;
  readonly subject: Subject;
  readonly contentType: string;
  /** By which way the text was come by. */
  readonly path: string;
  /** Opens the text of a file that was come by `path`. */
  readonly openText: (subject: Subject, contentType: string, path: string) => TextStream;
}

/** A file as the archive around it describes it. */
interface FileDescription {
  readonly name: string | undefined;
  readonly contentType: string;
  /** What it is coded in if its first bytes don't say otherwise. */
  readonly coding: string;
  readonly path: string;
}

/**
 * Reads what is compressed inside a text: the files in the parts of a multipart message, the members of a ZIP archive, one
 * inside the other, each as a text of its own. What is not compressed is read with the text around it. What is compressed
 * in a way that is not undone is counted under `archive`, files beyond the ceilings under `files_capped` or `decode_bomb`.
 */
export function filesIn(holder: FileHolder): TextStream | undefined {
  const { subject, reading, contentType, path } = holder;
  const budget = subject.file?.budget ?? new FileBudget(reading.decoding.limits);
  const archive = new Archive(holder, budget, subject.file?.depth ?? 0);
  const boundary = boundaryIn(contentType);
  const files =
    boundary === undefined
      ? new FileText(archive, { name: undefined, contentType: '', coding: '', path })
      : archive.openParts(boundary, path);
  if (subject.file !== undefined) return files;
  return {
    write(bytes) {
      budget.earn(bytes.length);
      files?.write(bytes);
    },
    end: () => files?.end(),
  };
}

/** Whether a text of this type that begins with these bytes may hold files: nearly none does. */
export function mayHoldFiles(contentType: string, start: Uint8Array): boolean {
  return fileKindOf(start, false) !== 'plain' || MULTIPART.test(contentType);
}

function boundaryIn(contentType: string): string | undefined {
  return MULTIPART.test(contentType) ? declaredBoundary(contentType) : undefined;
}

/** What has files in it, or is one. */
class Archive {
  readonly holder: FileHolder;
  readonly #budget: FileBudget;
  readonly #depth: number;
  readonly #queue: FileQueue;
  #bytes = 0;
  #files = 0;
  #isCapped = false;

  constructor(holder: FileHolder, budget: FileBudget, depth: number) {
    this.holder = holder;
    this.#budget = budget;
    this.#depth = depth;
    this.#queue = new FileQueue(holder.reading.decoding, (reason) => holder.reading.skip(reason));
  }

  openParts(boundary: string, path: string): TextStream | undefined {
    if (this.#depth === MAX_DEPTH) return this.#cap();
    const inside = new Archive(this.holder, this.#budget, this.#depth + 1);
    return inside.#counting(
      new MultipartReader(boundary, {
        open: (head, number) => inside.#openPart(head, number, joinPath(path, 'multipart')),
      }),
    );
  }

  /** The members of a ZIP archive that is called `name`. */
  openMembers(name: string | undefined, path: string): TextStream | undefined {
    if (this.#depth === MAX_DEPTH) return this.#cap();
    const inside = new Archive(this.holder, this.#budget, this.#depth + 1);
    return inside.#counting(
      new ZipReader({
        open: (member) =>
          new FileText(inside, {
            name: name === undefined ? shownName(member.name) : nameInside(name, shownName(member.name)),
            contentType: '',
            coding: member.coding,
            path: joinPath(path, 'zip'),
          }),
        onUnread: () => this.holder.reading.skip('archive'),
      }),
    );
  }

  /** Opens a file that is compressed, in its turn. */
  openCoded(description: FileDescription): TextStream | undefined {
    if (this.#budget.isSpent) return undefined;
    this.#files += 1;
    if (this.#files > FREE_FILES + this.#bytes / BYTES_PER_FILE) return this.#cap();
    const { coding, contentType } = description;
    const { decoding } = this.holder.reading;
    return this.#queue.open((onEnd) => {
      const content = new FileContent(this, description, onEnd);
      return openContent(coding, content, decoding, contentType);
    });
  }

  /** The text of a file, its codings undone. */
  openText({ name, contentType, path }: FileDescription): TextStream {
    const { subject, openText } = this.holder;
    const outer = subject.file?.name;
    const inner = outer === undefined || name === undefined ? (name ?? outer ?? 'file') : nameInside(outer, name);
    const file: EnclosedFile = { name: inner, depth: this.#depth, budget: this.#budget };
    return openText({ ...subject, file }, contentType, path);
  }

  /** So many bytes have come out of a file; false when that is too many. */
  spend(bytes: number): boolean {
    if (this.#budget.isSpent) return false;
    this.#budget.spend(bytes);
    if (!this.#budget.isSpent) return true;
    this.holder.reading.skip('decode_bomb');
    return false;
  }

  /** Counts, once, that something is not opened. */
  #cap(): undefined {
    if (!this.#isCapped) this.holder.reading.skip('files_capped');
    this.#isCapped = true;
    return undefined;
  }

  #counting(files: TextStream): TextStream {
    return {
      write: (bytes) => {
        this.#bytes += bytes.length;
        files.write(bytes);
      },
      end: () => files.end(),
    };
  }

  #openPart(head: string, number: number, path: string): TextStream | undefined {
    const type = partField(head, 'content-type');
    const boundary = boundaryIn(type);
    if (boundary !== undefined) return this.openParts(boundary, path);
    const coding = partField(head, 'content-encoding').toLowerCase();
    const isBase64 = partField(head, 'content-transfer-encoding').toLowerCase() === 'base64';
    const description = {
      name: nameIn(head) ?? `part ${number}`,
      contentType: VAGUE_TYPE.test(type) ? '' : type,
      coding: coding === '' && BROTLI_NAME.test(head) ? 'br' : coding,
      path: isBase64 ? joinPath(path, 'base64') : path,
    };
    const text = new FileText(this, description);
    return isBase64 ? inBase64(text) : text;
  }
}

/** A file that is opened if its first bytes, or what is said of it, tell that it is compressed. */
class FileText implements TextStream {
  readonly #archive: Archive;
  readonly #description: FileDescription;
  #start: Uint8Array = Buffer.alloc(0);
  #isPlain = false;
  #opened: TextStream | undefined;

  constructor(archive: Archive, description: FileDescription) {
    this.#archive = archive;
    this.#description = description;
  }

  /** It is read with the text around it. */
  get isPlain(): boolean {
    return this.#isPlain;
  }

  write(bytes: Uint8Array): void {
    if (this.#opened !== undefined) this.#opened.write(bytes);
    else if (!this.#isPlain) this.#decide(bytes, false);
  }

  end(): void {
    if (this.#opened === undefined && !this.#isPlain) this.#decide(Buffer.alloc(0), true);
    this.#opened?.end();
  }

  #decide(bytes: Uint8Array, isEnd: boolean): void {
    const start = this.#start.length === 0 ? bytes : Buffer.concat([this.#start, bytes]);
    const opened = this.#open(start, isEnd);
    if (opened === 'undecided') {
      this.#start = Buffer.from(start);
      return;
    }
    this.#start = Buffer.alloc(0);
    this.#opened = opened;
    this.#isPlain = opened === undefined;
    if (start.length > 0) opened?.write(start);
  }

  #open(start: Uint8Array, isEnd: boolean): TextStream | undefined | 'undecided' {
    const description = this.#description;
    switch (fileKindOf(start, isEnd)) {
      case undefined:
        return 'undecided';
      case 'coded':
        return this.#archive.openCoded(description);
      case 'zip':
        return this.#archive.openMembers(description.name, description.path);
      case 'sealed':
        if (description.coding === '') {
          this.#archive.holder.reading.skip('archive');
          return undefined;
        }
        break;
      case 'zlib':
        return this.#archive.openCoded(description.coding === '' ? { ...description, coding: 'deflate' } : description);
      case 'plain':
        break;
    }
    return description.coding === '' || start.length === 0 ? undefined : this.#archive.openCoded(description);
  }
}

/** What comes out of a compressed file. */
class FileContent implements ContentSink {
  readonly #archive: Archive;
  readonly #description: FileDescription;
  readonly #onEnd: () => void;
  #text: TextStream | undefined;

  constructor(archive: Archive, description: FileDescription, onEnd: () => void) {
    this.#archive = archive;
    this.#description = description;
    this.#onEnd = onEnd;
  }

  begin(codings: readonly string[]): void {
    // What turns out not to be coded is read with the text around it.
    if (codings.length === 0) return;
    const path = joinPath(this.#description.path, codings.join('>'));
    this.#text = this.#archive.openText({ ...this.#description, path });
  }

  write(bytes: Uint8Array): void {
    if (this.#archive.spend(bytes.length)) this.#text?.write(bytes);
  }

  end(): void {
    this.#text?.end();
    this.#onEnd();
  }

  skip(reason: Parameters<ContentSink['skip']>[0]): void {
    this.#archive.holder.reading.skip(reason);
  }
}

/** Undoes base64 in lines as long as that is of use. */
function inBase64(text: FileText): TextStream {
  const base64 = new Base64Stream(true);
  return {
    write(bytes) {
      if (!text.isPlain && !base64.isBroken) text.write(base64.decode(bytes));
    },
    end: () => text.end(),
  };
}
