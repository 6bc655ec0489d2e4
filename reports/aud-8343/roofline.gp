# Draws roofline.svg: gnuplot roofline.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,642 font "DejaVu Sans,20"
set output 'roofline.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.10938
set rmargin at screen 0.97188
set bmargin at screen 0.11838
set tmargin at screen 0.80997
set xrange [0.494439:7462.6]
set yrange [0.211321:32.3174]
set logscale xy
set format '%g'
set xtics scale 0 10 textcolor rgb "#1f2328"
set ytics scale 0 10 textcolor rgb "#1f2328"
set grid xtics ytics back lt 1 lw 1 lc rgb "#d0d7de"
set samples 500
set label 'operations per byte that is read' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set label 'TFLOPS reached' at screen 0.012, screen 0.83178 left textcolor rgb "#1f2328"
set key at screen 0.012, screen 0.99688 left top Left reverse vertical maxrows 3 samplen 1 textcolor rgb "#1f2328"
bw0 = 546
peak0 = 16.1587
set label 'Apple M4 Max 40-core GPU' at graph 0.985, first 16.1587 right offset 0, character 0.6 textcolor rgb "#1f2328"
file = 'roofline.tsv'
plot (bw0*x/1000 < peak0 ? bw0*x/1000 : peak0) with lines lw 3 lc rgb "#0072B2" notitle, \
     file using ($3==0&&$4==0?$5:1/0):6 skip 1 with points pt 7 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==0&&$4==0?$7:1/0):8 skip 1 with points pt 7 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==1&&$4==0?$5:1/0):6 skip 1 with points pt 9 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==1&&$4==0?$7:1/0):8 skip 1 with points pt 9 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==2&&$4==0?$5:1/0):6 skip 1 with points pt 5 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==2&&$4==0?$7:1/0):8 skip 1 with points pt 5 ps 1.4 lc rgb "#0072B2" notitle, \
     NaN with points pt 7 ps 1.4 lc rgb "#6e7781" title 'Llama 3.1 8B, 16 bits', \
     NaN with points pt 9 ps 1.4 lc rgb "#6e7781" title 'Qwen2.5 32B, 8 bits', \
     NaN with points pt 5 ps 1.4 lc rgb "#6e7781" title 'Llama 3.1 70B, 4 bits'
unset output
