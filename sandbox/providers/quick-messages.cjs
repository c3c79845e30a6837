// google-protobuf keeps a message twice: as objects, and as arrays in a format that nothing here reads. Whenever a
// message is put into another it renews the arrays of all that lies below: a value ten levels deep is walked ten times,
// which is a third of what a provider does. Here the arrays are renewed for `toArray` alone, for whoever asks.
"use strict";

/** Gives the name of the field in which a message keeps its array; names are shortened in the library. */
function arrayField(jspb) {
  const array = [];
  const message = new jspb.Message();
  jspb.Message.initialize(message, array, 0, -1, [], null);
  return Object.keys(message).find((name) => message[name] === array);
}

/** Under it a message has the name of the method that gives its array to a message that it is put into. */
exports.INNER = Symbol.for("lifeboat: inner array");

/** Changes the library once; gives false where it is not the library, or none that can be changed. */
exports.quickMessages = (jspb) => {
  const methods = jspb.Message?.prototype;
  if (methods?.toArray === undefined) return false;
  const field = arrayField(jspb);
  const renewing = methods.toArray;
  const inner = Object.keys(methods).filter((name) => name !== "toArray" && methods[name] === renewing);
  if (field === undefined || inner.length !== 1) return false;
  methods[exports.INNER] = inner[0];
  methods[inner[0]] = function () {
    return this[field];
  };
  methods.toArray = function () {
    const quick = methods[inner[0]];
    methods[inner[0]] = renewing;
    try {
      return renewing.call(this);
    } finally {
      methods[inner[0]] = quick;
    }
  };
  return true;
};
