import type { DeltaSink } from '../detect/formats/delta-joiner.ts';
import { OriginMap } from '../detect/formats/joined-origins.ts';
import type { JoinedText } from '../detect/formats/text-channel.ts';
import type { Placing } from './inspected-text.ts';
import { joinPath, type Reading, type Subject } from './reading.ts';

/** What a text is called whose pieces came one by one. */
const JOINED = 'delta';

/**
 * Reads the texts that a stream brings in pieces. What stands in one piece alone is found where the stream itself is
 * read, and not reported here again.
 */
export function joinedTexts(reading: Reading, subject: Subject, path: string): DeltaSink {
  return {
    open: (channel) => openJoined(reading, subject, joinPath(path, JOINED), channel),
    skip: (reason) => reading.skip(reason),
  };
}

function openJoined(reading: Reading, subject: Subject, path: string, channel: string): JoinedText {
  const origins = new OriginMap();
  const placing: Placing = (finding) => {
    const { offset, length } = finding;
    if (!origins.spansPieces(offset, offset + length)) return undefined;
    const placed = { ...finding, offset: origins.originOf(offset), path: joinPath(path, finding.path) };
    return channel === '' ? placed : { ...placed, field: channel };
  };
  const text = reading.openText(subject, placing);
  let length = 0;
  return {
    write(bytes, origin) {
      origins.add(length, origin);
      length += bytes.length;
      text.write(bytes);
    },
    end: () => text.end(),
  };
}
