//! Rules about what a document must be before types are read: structure, references, versions.

super::rules! {
    NOT_OPENAPI: error "not-openapi",
        "this is no OpenAPI document: {0} without the key openapi",
        help "name the version in the first line, such as openapi: 3.1.0",
        why "Every OpenAPI document says which edition it follows; the meaning of the rest depends on it.",
        bad "title: My API\n",
        good "openapi: 3.1.0\ninfo: {title: My API, version: '1'}\npaths: {}\n";
    UNSUPPORTED_VERSION: error "unsupported-version",
        "{0} is not supported",
        help "convert the document to OpenAPI 3.0, 3.1 or 3.2",
        why "Reading a document by the rules of another edition gives a client that looks right and is not.",
        bad "swagger: '2.0'\n",
        good "openapi: 3.0.3\n";
}
