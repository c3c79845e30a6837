/**
 * Changes google-protobuf so that messages within messages cost what they hold, once.
 * @param jspb what the module `google-protobuf` exports
 * @returns false where nothing was changed
 */
export declare function quickMessages(jspb: object): boolean;
