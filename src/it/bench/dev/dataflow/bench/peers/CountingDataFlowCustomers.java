package dev.dataflow.bench.peers;

import dev.dataflow.bench.NewCustomer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** DataFlow where how many rows there were is enough of an answer, as it is for most peers. */
public class CountingDataFlowCustomers extends DataFlowCustomers {
    @Override
    public Object update(long id, BigDecimal balance) {
        return customers
                .updateMany(Map.of("id", id), Map.of("balance", balance))
                .data();
    }

    @Override
    public Object delete(long id) {
        return customers.deleteMany(Map.of("id", id)).data();
    }

    @Override
    public void upsertAll(List<NewCustomer> rows) {
        customers
                .upsertManyCounting(rows.stream().map(DataFlowCustomers::values).toList(), "email")
                .orThrow();
    }

    @Override
    public Object setLanguage(long id, String language) {
        return customers
                .updateMany(Map.of("id", id), Map.of("profile.preferences.language", language))
                .data();
    }
}
