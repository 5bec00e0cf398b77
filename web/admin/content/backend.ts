import { learnNames } from './accounts';
import { addFile, readFile, readOverview, readSchema, sendEdits, type Overview } from './api';
import type { Answer } from './edits';
import type { Edit, Value } from './path';
import type { Schema } from './schema';

/** What can be sent beside texts, by the folder of the package in which it comes to lie. */
export type Upload = 'pictures' | 'documents' | 'films';

/** Where the forms read from and write to: the whole draft, or the one file of a booth. */
export interface Backend {
  /** Begins the names under which unsaved edits are kept in the browser. */
  shelf: string;
  /** The files that are open from the start. */
  core: readonly string[];
  readOverview(): Promise<Overview>;
  readSchema(): Promise<Schema>;
  readFile(path: string): Promise<{ value: Value | undefined; revision: number }>;
  sendEdits(edits: Edit[]): Promise<Answer>;
  /** Sends a file, an exhibitor's where one is named; gives the name by which the package knows it. */
  upload(kind: Upload, name: string, bytes: Blob, progress: (share: number) => void, exhibitor?: string): Promise<string>;
  /** Learns what the accounts are called that conflicts tell of. */
  learnNames(): void;
}

/** The organiser's: everything. */
export const kWholeDraft: Backend = {
  shelf: 'plenary.desk.edits.',
  core: ['conference.yaml', 'sources.yaml', 'organisations.yaml', 'people.yaml', 'programme.yaml', 'exhibition.yaml'],
  readOverview, readSchema, readFile, sendEdits, learnNames,
  upload: addFile,
};
