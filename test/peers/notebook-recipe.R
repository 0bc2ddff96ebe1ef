# Rows of the catalogue in R: the address of a question's data, and a key. Prints what the spec compares.
arguments <- commandArgs(trailingOnly = TRUE)
key <- paste("Bearer", Sys.getenv("KAIMEN_KEY"))
table <- read.csv(url(paste0(arguments[1], arguments[2]), headers = c(Authorization = key)))

for (method in c("pearson", "spearman", "kendall")) {
  for (y in c("sigma", "excess_volume_angstrom")) {
    exact <- if (method == "spearman") FALSE else NULL
    test <- cor.test(table$gb_energy_J_m2, table[[y]], method = method, exact = exact)
    interval <- if (is.null(test$conf.int)) c(NA, NA) else test$conf.int
    cat(method, y, sprintf("%.17g", c(test$estimate, test$p.value, interval)), "\n")
  }
}
fit <- summary(lm(gb_energy_J_m2 ~ excess_volume_angstrom, data = table))
cat("lm", "excess_volume_angstrom", sprintf("%.17g", c(fit$coefficients[2, ], fit$r.squared)), "\n")
