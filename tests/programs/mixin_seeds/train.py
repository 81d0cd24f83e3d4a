from jobs import Train

job = Train()
job.setup()
job.run()
