import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Solr without its distribution, which Maven does not have: the folder of its cores and a port are its arguments. */
public class Solr {
    public static void main(String[] arguments) throws Exception {
        JettyConfig config = JettyConfig.builder().setPort(Integer.parseInt(arguments[1])).build();
        new JettySolrRunner(arguments[0], new Properties(), config).start();
        Thread.currentThread().join();
    }
}
