/** What the build puts into the loader; it is made from the catalogues, the stylesheets and the release. */

/** The folder of the engine's files, as seen from the loader. */
declare const PLACE: string;
/** Digests of the engine's files, by name; empty outside a release. */
declare const DIGESTS: Readonly<Record<string, string>>;
/** By how many kilobytes the engine as JavaScript is larger. */
declare const MORE_KB: number;
/** The stylesheet of the start page. */
declare const LOOK: string;
/** The English words of the start page, by the names of messages. */
declare const WORDS: Readonly<Record<string, string>>;
/** Where a catalogue has the same messages. */
declare const WORD_PLACES: Readonly<Record<string, number>>;
/** The mark of the catalogues that were made with this loader. */
declare const EDITION: string;
/** The catalogues that there are. */
declare const CATALOGUES: readonly { readonly language: string; readonly isReviewed: boolean }[];
