import { LogFile } from './log-file.ts';
import type { Log, LogLevel } from '../model/ports.ts';

/** Name of the log in `log_dir`; backups are `clawsec.1.log` (the newest) to `clawsec.3.log`. */
const LOG_FILE = 'clawsec.log';

const RANK: Readonly<Record<LogLevel, number>> = { DEBUG: 0, INFO: 1, WARNING: 2, ERROR: 3 };
/** Lines kept until the file is open. */
const MAX_EARLY_LINES = 1000;
/** Longest wait for the last lines to reach the file. */
const CLOSE_TIMEOUT_MS = 1000;

/** Where the log goes. */
export interface LogSettings {
  readonly logDir: string;
  /** Less important lines are left out. */
  readonly level: LogLevel;
  /** Takes each line, newline included, at once: the terminal. */
  readonly console?: (line: string) => void;
  /** Size at which the file is rotated; default 10 MB. */
  readonly maxFileBytes?: number;
}

/** The log of the monitor: `log` at once, the file when `openFile` has been called. */
export interface LogOutput {
  readonly log: Log;
  /**
   * Starts writing `clawsec.log`, with the lines so far. Loads winston, which costs some 60 ms and 12 MB: call it when
   * nobody waits. Never rejects: without a file the console goes on.
   */
  openFile(): Promise<void>;
  /** Lines the disk refused. */
  readonly lost: number;
  /** Ends the file; waits a second at most for the last lines. */
  close(): Promise<void>;
}

/** Opens the log. Nothing it does ever throws into the caller: a full disk costs lines, counted in `lost`. */
export function openLog(settings: LogSettings): LogOutput {
  const file = new LogFile(settings.logDir, LOG_FILE);
  let early: string[] = [];
  let write = (line: string): void => {
    if (early.length < MAX_EARLY_LINES) early.push(line);
  };
  let end = (): Promise<void> => Promise.resolve();
  let opening: Promise<void> = Promise.resolve();

  const log: Log = (level, message, fields) => {
    if (RANK[level] < RANK[settings.level]) return;
    const line = formatLine(new Date(), level, message, fields);
    settings.console?.(`${line}\n`);
    write(line);
  };

  async function open(): Promise<void> {
    try {
      const opened = await openRotating(file, settings);
      for (const line of early) opened.write(line);
      early = [];
      write = opened.write;
      end = opened.end;
    } catch (error) {
      write = () => {};
      log('ERROR', 'clawsec.log could not be opened', { error: String(error) });
    }
  }

  return {
    log,
    openFile: () => {
      opening = open();
      return opening;
    },
    get lost() {
      return file.lost;
    },
    close: async () => {
      await opening;
      await end();
    },
  };
}

/**
 * One line of the log: `2026-02-19T13:41:59.587Z INFO message {"field":1}`. Control characters are escaped, so that
 * what a peer sent can neither forge a line nor command a terminal.
 */
export function formatLine(
  at: Date,
  level: LogLevel,
  message: string,
  fields?: Readonly<Record<string, unknown>>,
): string {
  const tail = fields === undefined || Object.keys(fields).length === 0 ? '' : ` ${asJson(fields)}`;
  return `${at.toISOString()} ${level} ${message}${tail}`.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function asJson(fields: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(fields);
  } catch {
    return '{"unprintable":true}';
  }
}

interface OpenedFile {
  readonly write: (line: string) => void;
  readonly end: () => Promise<void>;
}

/**
 * winston decides what is written when, winston-daily-rotate-file when 10 MB are full; the names on the disk are ours
 * (see LogFile), because the transport would leave `clawsec.log` to the oldest lines and number the newer files.
 */
async function openRotating(file: LogFile, settings: LogSettings): Promise<OpenedFile> {
  const [{ default: winston }, { default: DailyRotateFile }] = await Promise.all([
    import('winston'),
    import('winston-daily-rotate-file'),
  ]);
  const transport = new DailyRotateFile({
    dirname: settings.logDir,
    // A date pattern without a date: size alone rotates.
    filename: 'clawsec.%DATE%',
    datePattern: '[log]',
    maxSize: settings.maxFileBytes ?? 10 * 1024 * 1024,
    options: { flags: 'a', fs: file.streamFs() },
  });
  const ignore = (): void => {};
  transport.on('error', ignore);
  transport.logStream.on('error', ignore);
  const logger = winston.createLogger({
    level: 'info',
    format: winston.format.printf(({ message }) => String(message)),
    transports: [transport],
    exitOnError: false,
  });
  logger.on('error', ignore);
  return {
    write: (line) => void logger.info(line),
    end: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
        logger.once('finish', () =>
          transport.logStream.end(() => {
            clearTimeout(timer);
            file.close();
            resolve();
          }),
        );
        logger.end();
      }),
  };
}
