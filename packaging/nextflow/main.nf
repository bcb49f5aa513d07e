// Ingests a deposition in parts with Nextflow (DSL 2). Checked by reading only: the tests do not run it.
//
//   nextflow run packaging/nextflow/main.nf --config deposition.yaml --input /data/deposited --output /data/published --parts 8
//
// INPUT and OUTPUT must be absolute, or in buckets: each task works in a directory of its own. The configuration is not staged there,
// because tables beside it are read too. A part that exits with 1 has items that failed. The others are ingested, and the finish,
// which exits with 1 too, names them.

params.parts = 8

process PLAN {
    input:
    val config

    output:
    path 'plan.jsonl'

    script:
    "cryoet plan '${config}' '${params.input}' --parts ${params.parts} --output plan.jsonl"
}

process PART {
    cpus 4
    memory '2560 MB'
    errorStrategy 'retry'
    maxRetries 3

    input:
    val config
    path plan
    each part

    output:
    val part

    script:
    """
    cryoet ingest '${config}' '${params.input}' '${params.output}' --plan ${plan} --part ${part}/${params.parts} \\
      --jobs ${task.cpus} --memory 2048 --quiet || [ \$? -eq 1 ]
    """
}

process FINISH {
    memory '2560 MB'

    input:
    val config
    path plan
    val parts

    script:
    "cryoet ingest '${config}' '${params.input}' '${params.output}' --plan ${plan} --finish --memory 2048"
}

workflow {
    config = file(params.config).toUriString()
    plan = PLAN(config)
    parts = PART(config, plan, 1..params.parts)
    FINISH(config, plan, parts.collect())
}
