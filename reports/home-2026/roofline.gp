# Draws roofline.svg: gnuplot roofline.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,614 font "DejaVu Sans,20"
set output 'roofline.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set lmargin at screen 0.10938
set rmargin at screen 0.97188
set bmargin at screen 0.12378
set tmargin at screen 0.84691
set xrange [0.5:13063.7]
set yrange [0.946983:284.6]
set logscale xy
set format '%g'
set xtics scale 0 10 textcolor rgb "#1f2328"
set ytics scale 0 10 textcolor rgb "#1f2328"
set grid xtics ytics back lt 1 lw 1 lc rgb "#d0d7de"
set samples 500
set label 'operations per byte that is read' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set label 'TFLOPS reached' at screen 0.012, screen 0.86971 left textcolor rgb "#1f2328"
set key at screen 0.012, screen 0.99674 left top Left reverse vertical maxrows 2 samplen 1 textcolor rgb "#1f2328"
bw0 = 936.2
peak0 = 142.3
set label 'GeForce RTX 3090' at graph 0.985, first 142.3 right offset 0, character 0.6 textcolor rgb "#1f2328"
file = 'roofline.tsv'
plot (bw0*x/1000 < peak0 ? bw0*x/1000 : peak0) with lines lw 3 lc rgb "#0072B2" notitle, \
     file using ($3==0&&$4==0?$5:1/0):6 skip 1 with points pt 7 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==0&&$4==0?$7:1/0):8 skip 1 with points pt 7 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==1&&$4==0?$5:1/0):6 skip 1 with points pt 9 ps 1.4 lc rgb "#0072B2" notitle, \
     file using ($3==1&&$4==0?$7:1/0):8 skip 1 with points pt 9 ps 1.4 lc rgb "#0072B2" notitle, \
     NaN with points pt 7 ps 1.4 lc rgb "#6e7781" title '30B coder with 32k of context', \
     NaN with points pt 9 ps 1.4 lc rgb "#6e7781" title 'Fast assistant for two people'
unset output
