//! Every diagnostic code with a title and a long text: what `cratewright explain CODE` prints.

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, for scripts and searches.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// What it means for the generated code, and what to do.
    pub text: &'static str,
}

/// The entry of a code.
pub fn find(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|entry| entry.code == code)
}

/// The code that a mistyped one most likely means.
pub fn nearest(code: &str) -> Option<&'static str> {
    let score = |entry: &&Code| (strsim::jaro_winkler(code, entry.code) * 1000.0) as u32;
    CODES.iter().filter(|entry| score(entry) > 700).max_by_key(score).map(|entry| entry.code)
}

/// Shortens the table.
const fn code(code: &'static str, title: &'static str, text: &'static str) -> Code {
    Code { code, title, text }
}

/// The codes, in alphabetical order.
pub static CODES: &[Code] = &[
    code(
        "alias-bomb",
        "Aliases make the document too large",
        "YAML aliases repeat what their anchor holds. This document repeats so much that it would not fit into memory. \
         Write the repeated parts as components and refer to them with `$ref`.",
    ),
    code(
        "bad-path",
        "A path does not begin with a slash",
        "The keys under `paths` are appended to the server's URL, so each begins with `/`. It is read as if it \
         did; where the path with the slash is there too, the one without is left out.",
    ),
    code(
        "base64-body",
        "A body of a binary media type is described as base64",
        "`format: byte` and `contentEncoding: base64` say that bytes travel as base64 in a text. Under `image/png`, \
         `application/octet-stream` and the like what travels are the bytes: that is what the media type says, and what \
         services that describe it so send. Clients and servers hand over the body as it is. If it really is base64, a \
         program has to decode it.",
    ),
    code(
        "broken-json",
        "The text is no JSON",
        "The reading stopped at the place that is shown. A comma too many or too few, or a quote that is not closed \
         shortly before, are the usual reasons.",
    ),
    code(
        "broken-link",
        "A link leads nowhere",
        "A link of an answer names the operation that may follow, by `operationId` or `operationRef`, and what its \
         parameters are. Links are documented only: one that names no operation of the document is left out, and so is a \
         parameter that its operation does not have. An `operationRef` into another document is taken as it is.",
    ),
    code(
        "broken-lock",
        "The lock file cannot be used",
        "`cratewright.lock` says which contents of documents on the network were accepted. Without knowing that, none is \
         read, and the file is not touched. Mend it, or restore it from version control.",
    ),
    code(
        "broken-overlay",
        "An overlay has the wrong form",
        "An overlay is a map with `overlay` (the version, `1.1.0`), `info` (with `title` and `version`) and `actions`, a \
         list of maps. Each action has a `target` and one of `update`, `copy` and `remove`. Other members begin with `x-`.",
    ),
    code(
        "broken-security-scheme",
        "A security scheme lacks what its type asks for",
        "An `apiKey` needs `name` and `in`, `http` needs `scheme`; the types are apiKey, http, oauth2, \
         openIdConnect and mutualTLS. What is missing is read as what was most likely meant, and as a bearer \
         token where nothing tells: an operation that asks for credentials is never open because of a mistake.",
    ),
    code(
        "broken-yaml",
        "The text is no YAML",
        "The reading stopped at the place that is shown. Tabs as indentation, indentation that does not line up, and \
         text with `: ` or ` #` that is not quoted are the usual reasons.",
    ),
    code(
        "closed-part",
        "A part of an `allOf` forbids the properties of the others",
        "JSON Schema reads `additionalProperties: false` in each schema by itself: in a part of an `allOf` it forbids what \
         the other parts describe, and a schema there is one of them, too. Nobody means that, so the properties of all parts \
         are allowed as they are described, and no others. OpenAPI 3.1 has `unevaluatedProperties` for it.",
    ),
    code(
        "collection-format",
        "A collection format is not supported",
        "csv, ssv, pipes and multi are; lists in any other format are written with commas.",
    ),
    code(
        "contradicting-parts",
        "Schemas that hold together contradict each other",
        "The parts of an `allOf`, or what stands beside alternatives, leave no value that keeps to all of them: other \
         JSON types, enums or limits that exclude each other, formats or patterns that cannot both be checked. The \
         first of them counts; an alternative that contradicts what stands beside it is left out.",
    ),
    code(
        "cyclic-all-of",
        "A schema is a part of itself",
        "Following `allOf` from the schema leads back to it. The second time adds nothing and is left out. A schema may \
         well contain itself through a property or an item.",
    ),
    code(
        "cyclic-ref",
        "References lead back to themselves",
        "Each of these parts is nothing but a reference to the next, so none says what it is. Schemas may well contain \
         themselves, through a property or an item.",
    ),
    code(
        "default-type",
        "A default is not of its schema's type",
        "Most often a number or a boolean with or without quotes. It is read in the type of the schema.",
    ),
    code(
        "discriminator-values",
        "A discriminator expects values that the variants do not allow",
        "Without a `mapping`, the value of a discriminator is the name of a component. Here the variants themselves say which \
         values the property has, and those are others. What is sent for real is what the schemas say, so that is what \
         tells the variants apart. Add a `mapping`.",
    ),
    code(
        "duplicate-key",
        "A key stands twice in a map",
        "The last one counts, as with most readers; what stands under the other one is lost.",
    ),
    code(
        "duplicate-operation-id",
        "Two operations have the same operationId",
        "The operationId becomes the name of a method, and OpenAPI asks for it to be unique in the whole \
         document. The first operation keeps it, the others are named after their method and path, as if they had \
         none.",
    ),
    code(
        "duplicate-parameter",
        "A parameter is described twice in one list",
        "A parameter is what its name and place say. The last description counts.",
    ),
    code(
        "duplicate-tag",
        "A tag is described twice",
        "OpenAPI asks for each tag to have a name of its own. The first description counts.",
    ),
    code(
        "empty-enum",
        "An enum has no values",
        "By the letter no value would be right. It is left out, so that any value of the type is.",
    ),
    code(
        "encoding-ignored",
        "An encoding has nothing to be about",
        "The `encoding` of a body says for single properties of a form how they are written. It counts for urlencoded \
         and multipart bodies of requests and for properties that their schema has, and some of it only for one of the \
         two. What the message names is left out; everything else is generated.",
    ),
    code("enum-twice", "An enum has a value twice", "The value becomes one variant."),
    code(
        "enum-type",
        "Values of an enum are not of its type",
        "Most often numbers or booleans with or without quotes. They are read in the type of the schema. What cannot be \
         read so, as a word among integers, is none of its values. Where none of them is of the schema's format, the \
         format is not asked for.",
    ),
    code(
        "equal-variants",
        "Variants of a `oneOf` are equal",
        "A value of a `oneOf` fits exactly one of its variants, and what fits one of two equal ones fits the other, too: by \
         the letter it is not valid. The two are taken as one variant; where they are components, what comes is taken as the \
         first, and either can be built. Most often the words that tell the variants apart stand in their descriptions alone: a \
         `pattern`, a constant or a discriminator says it to programs.",
    ),
    code("file-not-found", "A file does not exist", "Check the path; it is relative to the folder you are in."),
    code("file-not-readable", "A file cannot be read", "Check the file's permissions, and that it is a file."),
    code("file-too-large", "A file is too large", "The limit keeps hostile documents from filling the memory."),
    code(
        "foreign-media-type",
        "A schema stands under a media type that is not known to have one",
        "Objects and lists are written as JSON, XML, forms and parts, as the media type says. CSV, HTML, CBOR, images and the like \
         are handed over as they are, without what the schema says; under other media types the value is JSON.",
    ),
    code(
        "governed-header",
        "A header parameter is governed by something else",
        "OpenAPI ignores parameters called `Accept`, `Content-Type` and `Authorization`: the media types of bodies and \
         answers and the security schemes say what these headers hold. The parameter is left out.",
    ),
    code(
        "header-name",
        "A header has a name that cannot be sent",
        "HTTP allows letters, digits and a few signs in the names of headers; spaces, colons and letters beyond ASCII are not \
         among them.",
    ),
    code(
        "informational-answer",
        "An informational status is described as an answer",
        "Statuses of 100 to 199 come before an answer, as a rule unseen by programs: HTTP libraries handle them. Clients and \
         servers have nothing for them.",
    ),
    code(
        "integer-bound",
        "A bound, default or example of an integer is no 64-bit integer",
        "A bound with a fraction is rounded inwards; one beyond 64 bits excludes nothing and is not checked. An integer \
         whose default or example fits into 64 bits only without a sign is read without one. Say it with \
         `format: uint64`.",
    ),
    code(
        "many-variants",
        "A `oneOf` has more variants than are compared with each other",
        "By the letter a value that fits two variants of a `oneOf` is not valid. Servers look for that where variants could \
         both fit; of so many each pair would have to be listed, which is more code than anybody wants. The first one that \
         fits is taken. With a `discriminator` there is nothing to look for.",
    ),
    code(
        "misfit-default",
        "A default is not a value of its schema",
        "One of another type is left out, so the generated code documents none and servers fill in none. One of the right \
         type that breaks a limit is taken as it is, as it is what absence means; who sends it is refused. Correct the \
         default, or the schema that it is meant for.",
    ),
    code(
        "misfit-example",
        "An example is not a value of its schema",
        "The reference docs, their programs and the mock show values that are valid, so one that is made from the schema \
         takes its place. Correct the example, or the schema that it is meant for.",
    ),
    code(
        "misplaced-schema",
        "A schema stands where Swagger 2.0 has it",
        "In OpenAPI 3 the type of a parameter or header stands under `schema`, and that of a body under `content` \
         and its media type, as that of a parameter in the `querystring` does. It is read as if it stood there, a body \
         as JSON and a `querystring` as a form.",
    ),
    code(
        "missing-description",
        "A response has no description",
        "OpenAPI 3.0 and 3.1 ask for one. Documentation is generated without it.",
    ),
    code(
        "missing-info",
        "The document has no info",
        "The generated packages have neither title nor version of the API.",
    ),
    code(
        "missing-member",
        "Something that is needed is missing",
        "What cannot be understood without it is left out; everything else is generated.",
    ),
    code("missing-paths", "The document has no paths", "The API has types, but no operations."),
    code("missing-responses", "An operation has no responses", "Whatever a server answers is undocumented."),
    code("missing-schema", "A parameter or header has neither schema nor content", "It is read as a text."),
    code(
        "misspelt-ref",
        "A reference is not written as it should be",
        "It points to nothing, but there is a component that it can only mean: `#/definitions/Pet` in OpenAPI 3, \
         `#/components/schemas/Pet` in Swagger 2.0, a name alone, a slash or `#` that is missing, other capitals, \
         backslashes in the path of a file. That component is used.",
    ),
    code(
        "multipart-answer",
        "An answer is a multipart body",
        "Clients and servers handle such an answer as the bytes that it is, a stream: its parts are not taken apart. Its \
         boundary stands in the `Content-Type`.",
    ),
    code(
        "multipart-kind",
        "A multipart body is neither form-data nor mixed",
        "It is sent and read as those are, with names in the `Content-Disposition` of its parts. Whatever else its kind \
         asks for, such as the `start` and `type` of `multipart/related`, is left out.",
    ),
    code(
        "name-collision",
        "Two parts of the document give the same Rust name",
        "Rust names are formed from the document's, and differences of case get lost on the way. The one that is spelled like \
         its Rust name, or else the one that comes first, keeps the plain name; the other one gets a number where no sign \
         tells the two apart. Rename one of them if you want better names.",
    ),
    code(
        "newer-keyword",
        "A schema is written as in a later version of OpenAPI",
        "Swagger 2.0 and OpenAPI 3.0 have schema objects of their own; those of JSON Schema came with OpenAPI 3.1. What is \
         meant is clear, so it is read as in 3.1. Write `openapi: 3.1.0` if the document is one.",
    ),
    code(
        "no-media-type",
        "A key of `content` is no media type",
        "The keys of `content` are media types, as they stand in the header `Content-Type`: `application/json`. A short name of \
         one is read as what it means. Anything else would be sent as the type of a body, so it is left out: most often it is \
         `schema`, `example` or `examples` in the wrong place.",
    ),
    code(
        "no-value",
        "A schema that no value satisfies",
        "What it asks for contradicts itself. Unless the message says how it is read, the type is generated as it stands, but \
         servers refuse whatever is sent for it, and there is no example.",
    ),
    code("not-a-file", "A path is a folder", "Name the file itself."),
    code(
        "not-openapi",
        "The file is no OpenAPI document",
        "A document is a map with `openapi: 3.x.y` or `swagger: '2.0'` in it.",
    ),
    code("not-utf8", "A file is not UTF-8", "Save it as UTF-8; YAML and JSON are read in no other encoding."),
    code(
        "odd-path",
        "A path has what URLs read otherwise",
        "A path ends where a query (`?`) or a fragment (`#`) begins. Some documents tell operations apart by these. Clients send \
         the query, with parameters in it as such, and no fragment; servers find operations by method and path alone. Segments \
         `.` and `..` vanish; parameters with nothing between them cannot be told apart for certain.",
    ),
    code(
        "older-keyword",
        "A schema is written as in an earlier version of OpenAPI",
        "Since OpenAPI 3.1 schemas are those of JSON Schema: null is one of the types (`type: [string, 'null']`), and an \
         exclusive bound is a number of its own. What 3.0 wrote instead means nothing there, by the letter; what is meant is \
         clear, so it is read as in 3.0.",
    ),
    code(
        "open-patterns",
        "Names that match no pattern are not allowed",
        "JSON Schema reads `patternProperties` alone as leaving every other property open: one whose name matches no pattern \
         may hold anything. Who describes a map by the names of its keys means that it has no others, so servers refuse \
         them. `additionalProperties` says which of both it is.",
    ),
    code(
        "overlay-copy",
        "A copy has no single source",
        "The JSONPath in `copy` selects the value that is merged into each target, so it has to select exactly one.",
    ),
    code(
        "overlay-extends",
        "An overlay is made for another document",
        "Its `extends` names a file that is not the document at hand. The overlay is applied nevertheless: the config and \
         the command line decide. Correct `extends`, or the list of overlays.",
    ),
    code(
        "overlay-feature",
        "An overlay uses what its version does not have",
        "`copy`, and targets that are single values, came with version 1.1 of the Overlay Specification. They work in \
         overlays that say 1.0 too, but other tools may refuse or ignore them.",
    ),
    code(
        "overlay-mismatch",
        "What an overlay adds does not go with what is there",
        "Maps are merged into maps, lists (and single items) are appended to lists, and single values replace single \
         values. All targets of one action are of one kind. To put something of another kind in a place, remove what is \
         there with an action of its own first.",
    ),
    code(
        "overlay-no-effect",
        "An action of an overlay says nothing",
        "It has neither `update` nor `copy` nor `remove: true`.",
    ),
    code(
        "overlay-no-match",
        "An action of an overlay selects nothing",
        "The target is not in the document, so nothing is changed. Either it is misspelled, or the document has changed: \
         look whether the action is still needed.",
    ),
    code(
        "overlay-target",
        "A target of an overlay is no JSONPath",
        "Targets are JSONPath queries as in RFC 9535: `$.paths['/pets'].get.responses[?@.description == '']`. Names of \
         letters, digits and `_` stand after a dot; any other name stands in quotes and brackets. Brackets may be nested \
         eight levels deep.",
    ),
    code(
        "overlay-too-large",
        "Overlays add too much, or look at too much",
        "An action that is applied to many targets, or copies a large part of the document, multiplies it, and queries with \
         several `..` look at every part of it many times. The limits keep hostile overlays from filling memory and time.",
    ),
    code(
        "overlay-version",
        "An unknown version of the Overlay Specification",
        "Versions 1.0 and 1.1 are read: `overlay: 1.1.0`.",
    ),
    code(
        "parameter-media-type",
        "A parameter or header has a media type that is not written there",
        "JSON and plain text are. Anything else is handed over as the text that it is on the wire.",
    ),
    code(
        "part-media-type",
        "A part of a form has a media type that its value is not written in",
        "Texts and numbers are written in any media type, objects as JSON only. The part is written as if its \
         `contentType` were not there.",
    ),
    code(
        "path-parameter-optional",
        "A path parameter is not marked as required",
        "A path has all its parts, so its parameters are always required. They are treated as such.",
    ),
    code(
        "pattern-delimiters",
        "A pattern stands between slashes",
        "A `pattern` is the expression alone. `/^[a-z]+$/i` is how JavaScript writes one in a program; by the letter it needs \
         a slash before the beginning of the text, so that nothing matches. It is read as what stands between the slashes, \
         with the flags `i` and `m`.",
    ),
    code(
        "recursive-alias",
        "A type is made of itself alone",
        "Its schema leads back to itself without a property, an item or an alternative between, so that nothing says \
         what a value looks like. It is taken as any JSON.",
    ),
    code(
        "ref-outside-folder",
        "A reference leaves the document's folder",
        "A document from a stranger must not read any file it likes, so references reach only files in the folder of \
         the root document or below, also where a link leads elsewhere. Further folders can be named: `roots` in the \
         config, or `--root DIR`, once or more.",
    ),
    code(
        "ref-siblings",
        "Something stands beside a $ref",
        "OpenAPI 3.0 ignores it, 3.1 uses it. cratewright uses both, as if they were the parts of an `allOf`.",
    ),
    code(
        "relaxed-json",
        "The text is JSON with comments or commas too many",
        "JSON has no comments, and no comma behind the last member of an object or the last element of a list. What is meant is \
         clear, so these are read over; other tools refuse such a document.",
    ),
    code(
        "remote-changed",
        "A document on the network is not the one that was accepted",
        "`cratewright.lock` has the hash of what the address led to when it was first read, and now it leads to something \
         else. Look at what changed. To accept it, delete the entry with this address in `cratewright.lock` and run \
         cratewright again with `--allow-remote-refs`.",
    ),
    code(
        "remote-failed",
        "A document on the network cannot be fetched",
        "Documents are fetched with HTTPS, from servers whose certificate this machine trusts, and redirects are followed \
         within the same host only. Size, time and number are limited.",
    ),
    code(
        "remote-ref",
        "A reference leads to the network",
        "cratewright does not use the network unless `--allow-remote-refs` (`allow-remote-refs = true` in the config) is \
         given. With it, documents are fetched with HTTPS once; their hashes are kept in `cratewright.lock` and copies in \
         `cratewright.lock.d`, beside the config or the document, so that later runs need neither the network nor the flag. \
         Or save the other document beside this one and refer to the copy.",
    ),
    code(
        "same-path",
        "Two paths differ only in the names of their parameters, or behind a `?` or `#`",
        "No server can tell their requests apart where both have the same method: a client has a method for each \
         of the operations, and a server gives all requests to one of them: to that whose path ends without a \
         query or a fragment, if there is one. Put the operations of both under one path.",
    ),
    code(
        "several-documents",
        "A file holds several YAML documents",
        "Keep one document per file; what follows the second `---` belongs into a file of its own.",
    ),
    code(
        "shared-credential",
        "Two security schemes that are needed together travel in one place",
        "A request has one `Authorization` header, and one query parameter or cookie of a name. Two schemes of different \
         kinds in one header can never be met together; two of the same kind are met by the same token.",
    ),
    code(
        "shared-name",
        "A property of an exploded object has the name of another parameter",
        "In the style `form` an object's properties stand in the query by their own names. Where a parameter, or a property \
         of another object, has the same name, both are written under it, and a server reads each of them from what comes. \
         `deepObject` keeps them apart (`filter[name]=a`).",
    ),
    code(
        "shared-query",
        "A parameter stands beside the whole query",
        "A parameter `in: querystring` is everything that follows the `?`, so an operation has one of them and none \
         `in: query` beside it. The first one is sent and read, and the others are left out.",
    ),
    code(
        "stream-unchecked",
        "A limit of a stream is not checked",
        "Files of multipart forms, and bodies that are values one after the other, are read while they come. How many there are is counted; whether one comes twice could only be told by keeping all of them.",
    ),
    code(
        "too-deep",
        "A document is nested too deeply",
        "The limit keeps hostile documents from filling the stack. Give inner schemas names under `components`.",
    ),
    code("too-many-files", "A document consists of too many files", "The limit keeps hostile documents finite."),
    code(
        "too-many-parts",
        "Alternatives multiply",
        "Several `oneOf` and `anyOf` beside each other stand for every combination of their variants. The limit keeps \
         hostile documents from filling the memory; write the combinations that are meant as one list.",
    ),
    code(
        "too-many-refs",
        "Too many references inside references",
        "Path items and callbacks are copied to where they are referred to, and these copies contain more of the kind. \
         The limit keeps hostile documents finite.",
    ),
    code(
        "tuple-items",
        "A list whose items differ by position",
        "OpenAPI 2.0 and 3.0 have no such lists. The generated type is a list whose items may each be any of the kinds, or \
         of the first; write `prefixItems` in OpenAPI 3.1 for a type with positions.",
    ),
    code(
        "undefined-style",
        "A parameter's style does not fit what it holds",
        "OpenAPI's table of styles says for each style how a single value, an array and an object look, and has gaps. \
         The nearest form that is described is used; the message says which.",
    ),
    code(
        "undescribed-parameter",
        "A path has a parameter that is not described",
        "Each `{name}` in a path needs a parameter with `in: path` and the same name, of the operation or of the path.",
    ),
    code(
        "undescribed-parts",
        "A form with files cannot have these parts",
        "In a form with files each part is described: it is a file or a value with a name. Parts of any name \
         (`additionalProperties`) and alternatives (`oneOf`, `anyOf`) around the form have no place there.",
    ),
    code(
        "unknown-dialect",
        "Schemas are in a dialect that is not known",
        "`jsonSchemaDialect` and `$schema` name a vocabulary of keywords. Schemas are read as JSON Schema 2020-12 with \
         OpenAPI's own keywords, whatever they name, so that keywords of another vocabulary have no effect.",
    ),
    code(
        "unknown-location",
        "A parameter is in an unknown place",
        "The places are path, query, header and cookie. Swagger 2.0's `body` and `formData` become the request \
         body of their operation; a parameter in any other place is left out.",
    ),
    code(
        "unknown-mapping",
        "A discriminator's mapping names no schema",
        "The entry is left out; values with this tag are unknown to the generated type.",
    ),
    code(
        "unknown-security-scheme",
        "A security requirement names no scheme",
        "Each name under `security` is a key under `components/securitySchemes` (`securityDefinitions` in 2.0). A \
         name that differs from one of them in capitals or punctuation means that one. For any other the \
         generated code asks for a token in `Authorization: Bearer`: an operation that asks for credentials is \
         never open because of a mistake.",
    ),
    code(
        "unknown-status",
        "A response has no status",
        "The keys under `responses` are statuses (`404`), classes (`4XX`) and `default`.",
    ),
    code(
        "unknown-style",
        "A parameter's style is not allowed in its place",
        "Paths have simple, label and matrix; queries form, spaceDelimited, pipeDelimited and deepObject; headers \
         simple; cookies form. The default of the place is used.",
    ),
    code(
        "unknown-tag",
        "A tag is part of one that is not there",
        "The `parent` of a tag is the name of another tag of the document, and no tag is part of itself. The \
         documentation shows the tag without what is around it.",
    ),
    code(
        "unknown-type",
        "A schema has an unknown type",
        "The types are string, number, integer, boolean, array and object. Common other words are read as what they \
         mean; anything else allows any value.",
    ),
    code("unknown-version", "An unknown version of OpenAPI", "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are read."),
    code(
        "unquoted-null",
        "The type null is written without quotes",
        "In YAML `null` without quotes is the value null, and no text. As a type it has to be in quotes: `type: [string, 'null']`. \
         It is read as if it were.",
    ),
    code(
        "unreadable-document",
        "A part of the document cannot be read",
        "It does not have the form that OpenAPI asks for, in a way that no other message covers.",
    ),
    code(
        "unresolved-ref",
        "A reference points to nothing",
        "A `$ref` is a path from the top of a file: `#/components/schemas/Pet`, or `other.yaml#/Pet`. In keys, \
         `~` is written `~0` and `/` is written `~1`. A schema that is not there allows any JSON, an answer has \
         no body, a request body is bytes, and anything else is left out; the message says which. A whole file \
         that is missing or broken is an error.",
    ),
    code(
        "unsupported-enum",
        "An enum has arrays or objects as values",
        "The type is that of the rest of the schema; servers do not check the values against the enum.",
    ),
    code(
        "unsupported-keyword",
        "A JSON Schema keyword is not supported",
        "The types are generated as if it were not there, and servers do not check it.",
    ),
    code(
        "unsupported-method",
        "An additional operation has a name that is no method",
        "The keys under `additionalOperations` are methods as they are sent, such as `COPY`. Methods that have a member \
         of their own in a path item (`get`, `query` ...) stand there. `CONNECT` is about connections and has no path.",
    ),
    code(
        "unsupported-not",
        "A schema says what is not allowed",
        "Rust types cannot express `not`. The types are generated as if it were not there, and servers do not check it.",
    ),
    code(
        "unsupported-pattern",
        "A pattern cannot be run",
        "Patterns run on the regex crate, which has neither look-around nor back-references, so that no text can make \
         them slow. The pattern is not checked.",
    ),
    code(
        "unsupported-reserved",
        "A path parameter is to keep signs that part a path",
        "Clients encode `/`, `?` and `#` in the value of a path parameter, and servers find a parameter within one segment: what \
         `allowReserved` or an extension says of it is not followed.",
    ),
    code(
        "unsupported-scheme",
        "A server's protocol is none of requests and answers",
        "Clients and servers speak HTTP, with and without TLS. The `schemes` of Swagger 2.0 may name WebSockets too, for \
         which nothing is generated.",
    ),
    code(
        "unsupported-xml",
        "An `xml` object asks for what XML cannot do",
        "Attributes and the text of an element have no parts, so that only strings, numbers and booleans can be one. The \
         value becomes an element of its own.",
    ),
    code(
        "unused-example",
        "An example that is not used",
        "Examples are shown and served as the values that they are, and what is written as text of a media type would \
         have to be read first: JSON lines, JSON text sequences and server-sent events are, XML and forms are not. Nor \
         is there a use for an example of a body, or of a media type, that is not described. One that is made from the \
         schema takes its place. Write the example as the value that it stands for.",
    ),
    code(
        "unused-path-parameter",
        "A path parameter is not in the path",
        "There is nowhere to write it to, so it is left out.",
    ),
    code(
        "wrong-ref-kind",
        "A reference points to another kind of component",
        "Where it is clear what was meant, that is used: a schema where an answer or a request body is needed is \
         that of a JSON body. Else the reference is treated like one that points to nothing.",
    ),
    code(
        "wrong-type",
        "A member has the wrong JSON type",
        "It is read as what was most likely meant, or left out; the message says which.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{CODES, find, nearest};

    #[test]
    fn the_table_is_sorted_and_says_something() {
        assert!(CODES.is_sorted_by(|left, right| left.code < right.code));
        assert!(CODES.iter().all(|entry| !entry.title.is_empty() && entry.text.ends_with('.')));
    }

    #[test]
    fn the_nearest_code_is_a_likely_one() {
        assert_eq!(nearest("unresolvd-ref"), Some("unresolved-ref"));
        assert_eq!(nearest("same_path"), Some("same-path"));
        assert_eq!(nearest("xyz"), None);
    }

    /// What stands before the code where a stage says something. `Diagnostic` itself asks for an entry too (in debug
    /// builds), for the case that a code comes to it on another way.
    const BEFORE: &[&str] =
        &["Diagnostic::error(", "Diagnostic::warning(", "Problem::new(", ".warn(", ".error(", ".say(", " code: "];

    /// The texts in quotes that follow one of `BEFORE`.
    fn emitted(text: &str, codes: &mut BTreeSet<String>) {
        for before in BEFORE {
            for (at, _) in text.match_indices(before) {
                let rest = text[at + before.len()..].trim_start();
                if let Some((code, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                    codes.insert(code.to_owned());
                }
            }
        }
    }

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                sources(&entry, texts);
            } else if !entry.starts_with(concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnostics")) {
                let text = fs::read_to_string(&entry).expect("a source");
                texts.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
            }
        }
    }

    #[test]
    fn every_code_of_the_sources_is_explained_and_every_entry_is_used() {
        let mut texts = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
        let mut codes = BTreeSet::new();
        texts.iter().for_each(|text| emitted(text, &mut codes));
        assert!(codes.len() > 50, "the search finds too little: {codes:?}");
        let unexplained: Vec<&String> = codes.iter().filter(|code| find(code).is_none()).collect();
        assert!(unexplained.is_empty(), "without an entry: {unexplained:?}");
        let unused = |code: &str| !texts.iter().any(|text| text.contains(&format!("\"{code}\"")));
        let unused: Vec<&str> = CODES.iter().map(|entry| entry.code).filter(|code| unused(code)).collect();
        assert!(unused.is_empty(), "entries that nothing uses: {unused:?}");
    }
}
