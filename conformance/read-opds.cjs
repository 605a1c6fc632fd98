// What Thorium's parser (r2-opds-js) gets out of OPDS 2 documents, and complains of: a line of JSON for each file named.
const fs = require("node:fs");
const base = "r2-opds-js/dist/es8-es2017/src/opds/";
const { initGlobalConverters_GENERIC, initGlobalConverters_OPDS } = require(`${base}init-globals`);
const { TaJsonDeserialize } = require("r2-lcp-js/dist/es8-es2017/src/serializable");
const { OPDSFeed } = require(`${base}opds2/opds2`);
const { OPDSPublication } = require(`${base}opds2/opds2-publication`);

let complaints = [];
const print = console.log;
console.log = (...words) => complaints.push(words.join(" ")); // the parser's own

initGlobalConverters_GENERIC();
initGlobalConverters_OPDS();

const seenLink = (link) => ({
    rel: link.Rel || [],
    href: link.Href,
    type: link.TypeLink,
    title: link.Title,
    templated: link.Templated,
    items: link.Properties && link.Properties.NumberOfItems,
});
const seenPublication = (publication) => ({
    title: publication.Metadata && publication.Metadata.Title,
    identifier: publication.Metadata && publication.Metadata.Identifier,
    languages: publication.Metadata && publication.Metadata.Language,
    modified: publication.Metadata && publication.Metadata.Modified,
    subjects: ((publication.Metadata && publication.Metadata.Subject) || []).map((each) => ({
        name: each.Name,
        code: each.Code,
        scheme: each.Scheme,
    })),
    links: (publication.Links || []).map(seenLink),
    images: (publication.Images || []).map(seenLink),
});
const seenFeed = (feed) => ({
    title: feed.Metadata && feed.Metadata.Title,
    items: feed.Metadata && feed.Metadata.NumberOfItems,
    links: (feed.Links || []).map(seenLink),
    navigation: (feed.Navigation || []).map(seenLink),
    publications: (feed.Publications || []).map(seenPublication),
    facets: (feed.Facets || []).map((each) => ({
        title: each.Metadata && each.Metadata.Title,
        links: (each.Links || []).map(seenLink),
    })),
});

for (const file of process.argv.slice(2)) {
    const document = JSON.parse(fs.readFileSync(file, "utf8"));
    const isPublication = !("publications" in document || "navigation" in document);
    const seen = isPublication
        ? seenPublication(TaJsonDeserialize(document, OPDSPublication))
        : seenFeed(TaJsonDeserialize(document, OPDSFeed));
    print(JSON.stringify({ ...seen, complaints }));
    complaints = [];
}
