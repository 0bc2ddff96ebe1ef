/** What an instrument is called: letters of any script, digits, blanks and ._- within, 64 characters at most. */
export const INSTRUMENT_NAME = /^(?=.{1,64}$)[\p{L}\p{N}](?:[\p{L}\p{N} ._-]*[\p{L}\p{N}.])?$/u;
