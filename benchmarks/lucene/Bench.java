// Index documents with Lucene and answer queries, as a peer of our engine: see bench_engines.py.
//
//   java -cp … Bench.java DOCUMENTS QUERIES FOLDER DIMENSIONS
//
// DOCUMENTS has a line for each document: id, words with spaces between, then dimension=value, all
// with tabs between. QUERIES has two words a line. Prints `build SECONDS`, then for each query
// `HITS MILLISECONDS`. The first pass over the queries warms the virtual machine and is not told.

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.MMapDirectory;

public class Bench {
    static final int SIZE = 20;
    static final int VALUES = 100;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        FacetsConfig config = new FacetsConfig();
        String[] dimensions = arguments[3].split(",");
        for (String dimension : dimensions) config.setMultiValued(dimension, true);
        long start = System.nanoTime();
        build(Path.of(arguments[0]), folder, config);
        System.out.printf("build %.3f%n", (System.nanoTime() - start) / 1e9);
        List<String> queries = Files.readAllLines(Path.of(arguments[1]), StandardCharsets.UTF_8);
        try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(folder))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader);
            for (String query : queries) ask(searcher, state, dimensions, query);
            for (String query : queries) {
                long begun = System.nanoTime();
                int hits = ask(searcher, state, dimensions, query);
                System.out.printf("%d %.4f%n", hits, (System.nanoTime() - begun) / 1e6);
            }
        }
    }

    static void build(Path documents, Path folder, FacetsConfig config) throws Exception {
        FieldType words = new FieldType();
        words.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        words.setTokenized(true);
        words.freeze();
        IndexWriterConfig writing = new IndexWriterConfig(new WhitespaceAnalyzer());
        writing.setRAMBufferSizeMB(512);
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(folder), writing);
             BufferedReader lines = Files.newBufferedReader(documents, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t");
                Document document = new Document();
                document.add(new NumericDocValuesField("id", Long.parseLong(parts[0])));
                document.add(new Field("words", parts[1], words));
                for (int at = 2; at < parts.length; at++) {
                    int sign = parts[at].indexOf('=');
                    document.add(new SortedSetDocValuesFacetField(
                        parts[at].substring(0, sign), parts[at].substring(sign + 1)));
                }
                writer.addDocument(config.build(document));
            }
            writer.forceMerge(1);
        }
    }

    static int ask(IndexSearcher searcher, SortedSetDocValuesReaderState state, String[] dimensions,
                   String asked) throws Exception {
        BooleanQuery.Builder both = new BooleanQuery.Builder();
        for (String word : asked.split(" "))
            both.add(new TermQuery(new Term("words", word)), BooleanClause.Occur.MUST);
        Query query = both.build();
        TopScoreDocCollector best = TopScoreDocCollector.create(SIZE, Integer.MAX_VALUE);
        FacetsCollector found = new FacetsCollector();
        searcher.search(query, MultiCollector.wrap(best, found));
        SortedSetDocValuesFacetCounts counts = new SortedSetDocValuesFacetCounts(state, found);
        for (String dimension : dimensions) counts.getTopChildren(VALUES, dimension);
        return best.topDocs().totalHits.value > Integer.MAX_VALUE ? -1 : (int) best.getTotalHits();
    }
}
